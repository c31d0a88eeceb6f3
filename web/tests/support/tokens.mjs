import { createHmac } from "node:crypto";
import { Api } from "./server.mjs";

export const SECRET = "a secret for tests, of 32 bytes and more";
const USER = "6f9619ff-8b86-4d01-b42d-00cf4fc964ff";

/** A token of a user, valid for so many seconds. */
export function token(seconds = 3_600, sub = USER) {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const exp = Math.floor(Date.now() / 1_000) + seconds;
  const message = `${part({ alg: "HS256", typ: "JWT" })}.${part({ sub, exp })}`;
  return `${message}.${createHmac("sha256", SECRET).update(message).digest("base64url")}`;
}

/** The API as that user asks it, or another one. */
export class AsUser extends Api {
  constructor(url, sub) {
    super(url);
    this.sub = sub;
  }

  ask(request) {
    return super.ask(request, { authorization: `Bearer ${token(undefined, this.sub)}` });
  }
}
