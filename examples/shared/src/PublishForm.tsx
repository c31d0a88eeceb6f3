/** Asks what was done, and why. Only the first two have to be told: nobody is kept from going on. */

import { type FormEvent, useRef, useState } from "react";
import { Problem } from "./History";
import { STEPS, type Step } from "./step";
import { nameInWords } from "./words";

const WHY = [
  ["problemSolved", "Which problem does it solve?", "Failed payments go unnoticed"],
  ["goal", "What do you want to reach?", "See failures within a minute"],
  ["expectedOutcome", "What do you expect to happen?", "The dashboard shows them at once"],
] as const;

/** What a form's fields hold, without those that are blank. */
function readForm(form: HTMLFormElement): Step {
  const fields = [...new FormData(form)].filter(([, value]) => value !== "");
  return { id: crypto.randomUUID(), ...Object.fromEntries(fields) } as Step;
}

export function PublishForm(props: {
  /** The event that is open, which the next one may follow from. */
  cause: { id: string; eventName: string } | undefined;
  onPublish: (step: Step) => Promise<unknown>;
}) {
  const { cause, onPublish } = props;
  const [error, setError] = useState<Error>();
  const isBusy = useRef(false);

  async function submit(submitted: FormEvent<HTMLFormElement>) {
    submitted.preventDefault();
    const form = submitted.currentTarget;
    if (isBusy.current) {
      return;
    }
    isBusy.current = true;
    try {
      await onPublish(readForm(form));
      form.reset();
      setError(undefined);
    } catch (problem) {
      setError(problem instanceof Error ? problem : new Error(String(problem)));
    }
    isBusy.current = false;
  }

  return (
    <form className="card publish" onSubmit={submit} aria-labelledby="publish">
      <h2 id="publish">What did you do?</h2>
      <div className="pair">
        <label>
          <span>Step</span>
          <select name="eventName" defaultValue="widget.created">
            {STEPS.map((name) => (
              <option key={name} value={name}>
                {nameInWords(name)}
              </option>
            ))}
          </select>
        </label>
        <label>
          <span>Of what</span>
          <input name="subject" required maxLength={80} placeholder="Failed payments" />
        </label>
      </div>
      <fieldset>
        <legend>And why? If you like.</legend>
        {WHY.map(([name, question, example]) => (
          <label key={name}>
            <span>{question}</span>
            <input name={name} maxLength={200} placeholder={example} />
          </label>
        ))}
      </fieldset>
      {cause && (
        <label className="check">
          <input type="checkbox" name="cause" value={cause.id} />
          <span>It follows from “{nameInWords(cause.eventName)}”, which is open</span>
        </label>
      )}
      <Problem error={error} />
      <button type="submit" className="button primary">
        Publish
      </button>
    </form>
  );
}
