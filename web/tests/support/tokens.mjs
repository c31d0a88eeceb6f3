import { createHmac } from "node:crypto";
import { Api } from "./server.mjs";

export const SECRET = "a secret for tests, of 32 bytes and more";
const USER = "6f9619ff-8b86-4d01-b42d-00cf4fc964ff";

/** A token of a user, valid for so many seconds, with further claims. */
export function token(seconds = 3_600, claims = {}) {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const exp = Math.floor(Date.now() / 1_000) + seconds;
  const message = `${part({ alg: "HS256", typ: "JWT" })}.${part({ sub: USER, exp, ...claims })}`;
  return `${message}.${createHmac("sha256", SECRET).update(message).digest("base64url")}`;
}

/** The API as that user asks it, or somebody else. */
export class AsUser extends Api {
  #claims;

  constructor(url, claims = {}) {
    super(url);
    this.#claims = claims;
  }

  ask(request) {
    return super.ask(request, { authorization: `Bearer ${token(3_600, this.#claims)}` });
  }
}
