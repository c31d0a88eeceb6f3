import assert from "node:assert/strict";
import { test } from "node:test";
import { merge } from "./event";
import { newJoining } from "./joining";
import { hiddenOf, linksOf } from "./links";
import { eventOf, history } from "./sample";

test("what joins is taken once, and found from then on", () => {
  let told = 0;
  const joining = newJoining(() => {
    told += 1;
  });
  const root = eventOf("root");
  joining.publish(eventOf("one", ["root"]), [root], true);
  joining.put({ ...root, revision: 1 });
  const { events, news } = joining.take();
  assert.deepEqual([...events.keys()], ["one", "root"]);
  assert.deepEqual([...news], ["one"]);
  assert.equal(told, 2);
  assert.equal(joining.take().events.size, 0);
  assert.equal(joining.find("root")?.revision, 1);
  assert.equal(joining.find("other"), undefined);
});

test("beyond so many, and where effects aren't shown, events are counted at their causes", () => {
  const most = 3;
  const joining = newJoining(() => {}, most);
  let known = history(eventOf("root", [], { effectCount: 5 }));
  let news: string[] = [];
  const publish = (id: string, mayJoin = true) => {
    const root = joining.find("root") ?? known.get("root");
    assert.ok(root);
    joining.publish(eventOf(id, ["root"]), [root], mayJoin);
    const taken = joining.take();
    known = merge(known, taken.events.values());
    news = [...news, ...taken.news];
  };
  const hidden = () => {
    const root = known.get("root");
    assert.ok(root);
    return hiddenOf(root, linksOf(known, new Set(news))).effects;
  };
  publish("folded", false);
  assert.equal(hidden(), 6);
  for (let i = 0; i < 100; i += 1) {
    publish(`live ${i}`);
  }
  assert.equal(known.size, 1 + most);
  assert.equal(hidden(), 6 + 100 - most);
});
