// Keeps a mistake in one part of the page from taking the rest with it.
import { Component, type ReactNode } from "react";
import { asApiError } from "../api/errors";
import { ErrorView } from "./ErrorView";

interface Props {
  /** Another place of the page begins without the mistake of the last one. */
  place: string;
  children: ReactNode;
}

interface State {
  error: unknown;
  place: string;
}

/** Shows what failed in the place of its children. */
export class ErrorBoundary extends Component<Props, State> {
  override state: State = { error: undefined, place: this.props.place };

  static getDerivedStateFromError(error: unknown): Partial<State> {
    return { error };
  }

  static getDerivedStateFromProps({ place }: Props, state: State): Partial<State> | null {
    return place === state.place ? null : { error: undefined, place };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === undefined) {
      return this.props.children;
    }
    return (
      <ErrorView error={asApiError(error)} onRetry={() => this.setState({ error: undefined })} />
    );
  }
}
