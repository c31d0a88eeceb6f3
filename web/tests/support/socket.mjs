import { once } from "node:events";
import WebSocket from "ws";

export const SUBPROTOCOL = "graphql-transport-ws";

/** Opens a socket that says and hears what a test wants, correct or not. */
export async function openSocket(server, { subprotocol = SUBPROTOCOL, ...options } = {}) {
  const socket = new WebSocket(server.socketUrl, subprotocol, options);
  const raw = new RawSocket(socket);
  await once(socket, "open");
  return raw;
}

/** The same, for tests of what comes after the greeting. */
export async function openGreetedSocket(server, options) {
  const raw = await openSocket(server, options);
  raw.say({ type: "connection_init" });
  const { type } = await raw.hear();
  if (type !== "connection_ack") {
    throw new Error(`greeted with ${type}`);
  }
  return raw;
}

class RawSocket {
  #heard = [];
  #listening = [];

  constructor(socket) {
    this.socket = socket;
    /** How it was closed. */
    this.closed = new Promise((resolve) => {
      socket.once("close", (code, reason) => resolve({ code, reason: String(reason) }));
    });
    this.closed.then(({ code, reason }) => this.#tell({ type: "closed", code, reason }));
    socket.on("message", (text) => this.#tell(JSON.parse(text)));
    // A fault shows in how it was closed, too.
    socket.on("error", () => {});
  }

  #tell(message) {
    const listener = this.#listening.shift();
    listener ? listener(message) : this.#heard.push(message);
  }

  /** Sends a message of the protocol, or text or bytes as they are. */
  say(message) {
    const isRaw = typeof message === "string" || Buffer.isBuffer(message);
    this.socket.send(isRaw ? message : JSON.stringify(message));
  }

  subscribe(id, query) {
    this.say({ type: "subscribe", id, payload: { query } });
  }

  /** The next message, or `{ type: "closed", … }`. */
  hear() {
    if (this.#heard.length > 0) {
      return Promise.resolve(this.#heard.shift());
    }
    return new Promise((resolve) => this.#listening.push(resolve));
  }
}
