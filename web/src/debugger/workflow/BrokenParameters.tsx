// Parameters of the address that make no sense, to be removed.
import type { Parameter } from "../address/codec";
import { Icon } from "../ui/Icon";

interface BrokenProps {
  broken: readonly Parameter[];
  remove: (parameter: Parameter) => void;
}

/** A chip for each; nothing where there is none. */
export function BrokenParameters({ broken, remove }: BrokenProps) {
  return (
    broken.length > 0 && (
      <div className="broken-parameters">
        {broken.map(([name, text]) => (
          <button
            type="button"
            className="state-chip is-not"
            key={`${name} ${text}`}
            onClick={() => remove([name, text])}
          >
            <Icon name="cross" />
            The address says {name}={text}, which makes no sense
          </button>
        ))}
      </div>
    )
  );
}
