// Buttons: `<Button icon="plus">Filter</Button>`, and `<IconButton icon="link" label="Copy link" />` where
// there is no text. `shortcut` shows a key; who listens to it is `shell/keys.ts`.
import type { ButtonHTMLAttributes, ReactNode, Ref } from "react";
import { Icon, type IconName } from "./Icon";
import { Kbd } from "./Kbd";

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  look?: "plain" | "primary" | "quiet";
  icon?: IconName | undefined;
  /** Stands behind the text. */
  endIcon?: IconName;
  shortcut?: string;
  children?: ReactNode;
  ref?: Ref<HTMLButtonElement>;
}

/** A button with text. */
export function Button(props: ButtonProps) {
  const { look = "plain", icon, endIcon, shortcut, className = "", children, ...rest } = props;
  return (
    <button type="button" className={`button ${look} ${className}`} {...rest}>
      {icon && <Icon name={icon} />}
      {children}
      {endIcon && <Icon name={endIcon} />}
      {shortcut && <Kbd>{shortcut}</Kbd>}
    </button>
  );
}

interface IconButtonProps extends Omit<ButtonProps, "children" | "endIcon" | "shortcut"> {
  icon: IconName;
  /** What it does. */
  label: string;
}

/** A button that shows an icon alone. */
export function IconButton({ icon, label, className = "", ...rest }: IconButtonProps) {
  return (
    <Button
      look="quiet"
      {...rest}
      icon={icon}
      aria-label={label}
      title={label}
      className={`only-icon ${className}`}
    />
  );
}
