// Which keys there are, here and now. Loaded when it is first opened.
import "./palette.css";
import { actions, effective, keyLabel, singleKeys } from "../shell/keys";
import { Dialog } from "../ui/overlays/Dialog";
import { useStore } from "../ui/store";

/** The list of keys. */
export default function KeysDialog({ onClose }: { onClose: () => void }) {
  const all = effective(useStore(actions)).filter(({ keys }) => keys.length > 0);
  const groups = [...new Set(all.map(({ group }) => group))];
  const areOn = useStore(singleKeys);
  return (
    <Dialog isOpen title="Keys" isWide onClose={onClose}>
      <div className="keys">
        {groups.map((group) => (
          <section key={group}>
            <h3>{group}</h3>
            <dl>
              {all
                .filter((action) => action.group === group)
                .map(({ label, keys }) => (
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
