// Which keys there are, here and now. Loaded when it is first opened.
import "./palette.css";
import { actions, type KeyAction, keyLabel, singleKeys } from "../shell/keys";
import { Dialog } from "../ui/overlays/Dialog";
import { useStore } from "../ui/store";

/** The list of keys. */
export default function KeysDialog({ onClose }: { onClose: () => void }) {
  const all = useStore(actions).filter(({ keys, isHidden }) => keys.length > 0 && !isHidden);
  const groups = [...new Set(all.map(({ group }) => group))];
  const areOn = useStore(singleKeys);
  return (
    <Dialog isOpen title="Keys" isWide onClose={onClose}>
      <div className="keys">
        {groups.map((group) => (
          <section key={group}>
            <h3>{group}</h3>
            <dl>
              {unique(all.filter((action) => action.group === group)).map(({ label, keys }) => (
                <div key={label}>
                  <dt>{label}</dt>
                  <dd>
                    {keys.map((key) => (
                      <kbd className="kbd" key={key}>
                        {keyLabel(key)}
                      </kbd>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <label className="keys-switch">
        <input
          type="checkbox"
          checked={areOn}
          onChange={({ target }) => singleKeys.set(target.checked)}
        />
        Keys without a modifier act, outside of fields
      </label>
    </Dialog>
  );
}

/** One of each label: of two, the newest acts. */
const unique = (list: readonly KeyAction[]): KeyAction[] => [
  ...new Map([...list].reverse().map((action) => [action.label, action])).values(),
];
