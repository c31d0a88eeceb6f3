import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { after } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";

export const PROGRAM =
  process.env.EVENT_MESH_PROGRAM ??
  fileURLToPath(new URL("../../../target/debug/event-mesh", import.meta.url));

const PUBLISH = `mutation Publish($input: PublishInput!) {
  publish(input: $input) { event { id } }
}`;

/** Follows what is published, with what tests look at. */
export const FOLLOW = `subscription Follow {
  eventStream { __typename ... on EventPublished { event { id eventName related { id } } } }
}`;

const OUTCOME = `mutation Outcome($id: ID!, $input: OutcomeInput!) {
  updateOutcome(id: $id, input: $input) { event { id } }
}`;

const servers = [];
const folders = [];

after(async () => {
  await Promise.all(servers.map((server) => server.stop("SIGKILL")));
  await Promise.all(folders.map((folder) => rm(folder, { recursive: true })));
});

/** A folder of the test's own, which is removed when the file's tests are over. */
export async function newFolder() {
  const folder = await mkdtemp(path.join(tmpdir(), "event-mesh-"));
  folders.push(folder);
  return folder;
}

/** A database that outlives its server. */
export const newDatabase = async () => `sqlite://${path.join(await newFolder(), "history.db")}`;

/**
 * Starts a server of the test's own, on an empty database in memory unless `database.url` says
 * otherwise. Settings have the names of the file of settings. It is stopped when the file's tests
 * are over, if not before.
 */
export async function startServer(settings = {}) {
  const server = new Server({ "database.url": "sqlite::memory:", ...settings });
  servers.push(server);
  await server.start();
  return server;
}

/** What tests ask of a server. */
export class Api {
  constructor(url) {
    this.url = url;
  }

  /** What a request is answered. */
  async ask(request, headers = {}) {
    const response = await fetch(this.url, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(request),
    });
    return response.json();
  }

  /** The data of an answer without errors. */
  async #askWell(request) {
    const { data, errors } = await this.ask(request);
    if (errors) {
      throw new Error(JSON.stringify(errors));
    }
    return data;
  }

  /** Publishes an event and returns its id, which the server chooses if the test doesn't. */
  async publish(eventName, relatedEvents = [], id = undefined) {
    const input = { id, eventName, payload: {}, context: { relatedEvents } };
    const data = await this.#askWell({ query: PUBLISH, variables: { input } });
    return data.publish.event.id;
  }

  async updateOutcome(id, outcome) {
    await this.#askWell({ query: OUTCOME, variables: { id, input: { outcome } } });
  }

  /**
   * Publishes until a follower was told of something: before that, nobody knows whether it
   * listens yet.
   */
  async publishUntil(told) {
    let isTold = false;
    const waiting = told.finally(() => {
      isTold = true;
    });
    while (!isTold) {
      await this.publish("follower.awaited");
      await Promise.race([waiting, delay(50)]);
    }
    return waiting;
  }
}

class Server extends Api {
  #settings;
  #process;
  #exited;
  #log = "";

  constructor(settings) {
    super();
    const variables = Object.entries(settings).map(([name, value]) => [
      `EVENT_MESH__${name.replace(".", "__").toUpperCase()}`,
      String(value),
    ]);
    this.#settings = Object.fromEntries(variables);
  }

  /** Starts it: on a free port at first, and again on the same one. */
  async start() {
    this.#process = spawn(PROGRAM, ["serve", "--port", String(this.port ?? 0)], {
      // No settings but the test's: none of the environment, and no file of settings nearby.
      env: { PATH: process.env.PATH, ...this.#settings },
      cwd: tmpdir(),
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#exited = once(this.#process, "exit");
    this.#process.stderr.setEncoding("utf8").on("data", (text) => {
      this.#log += text;
    });
    const ended = this.#exited.then(() => Promise.reject(new Error(`no start: ${this.#log}`)));
    ended.catch(() => {});
    const line = once(createInterface(this.#process.stdout), "line");
    const [first] = await Promise.race([line, ended]);
    this.url = first.split(" at ")[1];
    this.origin = new URL(this.url).origin;
    this.port = Number(new URL(this.url).port);
    this.socketUrl = this.url.replace(/^http/, "ws");
  }

  /** Sends a signal, waits for the end, and returns the exit code. */
  async stop(signal = "SIGTERM") {
    this.#process.kill(signal);
    const [code] = await this.#exited;
    return code;
  }
}

/** The event that an answer to `FOLLOW` tells of. */
export const toldEvent = (answer) => answer.data?.eventStream.event;

/** Follows until it is told of the event with this id, and returns it. */
export async function nextEvent(answers, id) {
  for (;;) {
    const { value, done } = await answers.next();
    if (done) {
      throw new Error(`the stream ended before it told of ${id}`);
    }
    if (value.errors || toldEvent(value)?.id === id) {
      return value;
    }
  }
}

/** All that an iterator tells. */
export async function answersOf(answers) {
  const all = [];
  for await (const answer of answers) {
    all.push(answer);
  }
  return all;
}

/** What an iterator tells next. */
export const first = async (answers) => (await answers.next()).value;
