// Asks for a token where the server wants one. What is typed goes into session storage, and nowhere else; the
// page behind stays as it is.
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { session, signIn } from "../api/session";
import { Button } from "../ui/Button";
import { Dialog } from "../ui/overlays/Dialog";
import { createStore, useStore } from "../ui/store";

/** Whether the reader wants to sign in as somebody else. */
export const wantsToSignIn = createStore(false);

/** The dialog, where it is needed. */
export function SignIn() {
  const state = useStore(session);
  const isWanted = useStore(wantsToSignIn);
  const isAsked = state.kind === "asked";
  return (
    <Dialog
      isOpen={isAsked || isWanted}
      title={isAsked && state.reason ? "Sign in again" : "Sign in"}
      isDismissible={!isAsked}
      onClose={() => wantsToSignIn.set(false)}
    >
      <SignInForm reason={isAsked ? state.reason : undefined} isRenewal={isAsked} />
    </Dialog>
  );
}

interface SignInFormProps {
  reason: string | undefined;
  /** Whether the server asked, and not the reader. */
  isRenewal: boolean;
}

function SignInForm({ reason, isRenewal }: SignInFormProps) {
  const queries = useQueryClient();
  const [typed, setTyped] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    signIn(typed);
    wantsToSignIn.set(false);
    // Who only shows a newer token goes on where they were, forms and all.
    void (isRenewal ? queries.invalidateQueries() : queries.resetQueries());
  };
  return (
    <form onSubmit={submit} className="sign-in">
      <p>
        The server wants to know who asks. The token stays in this tab until you close it, and is
        shown to this server only.
      </p>
      {reason && (
        <p className="field-error" role="alert">
          {reason}
        </p>
      )}
      <label className="field">
        Token
        <input
          className="input mono"
          type="password"
          autoComplete="off"
          spellCheck={false}
          required
          placeholder="eyJhbGciOi…"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
      </label>
      <div className="dialog-actions">
        <Button look="primary" type="submit">
          Sign in
        </Button>
      </div>
    </form>
  );
}
