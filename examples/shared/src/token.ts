/** The example's login: signs tokens, as the service would where your users log in. */

import { SignJWT } from "jose";

/** A token, and when it expires, in milliseconds since 1970; null when the server asks for none. */
export interface Token {
  token: string | null;
  expiresAt: number | null;
}

const USER = "6f9619ff-8b86-4d01-b42d-00cf4fc964ff";

/** A token for the example's only user, for `TOKEN_SECONDS`: few show how it is renewed. */
export async function signToken(): Promise<Token> {
  const { SUPABASE_JWT_SECRET: secret, EXAMPLE_USER = USER, TOKEN_SECONDS = "300" } = process.env;
  if (!secret) {
    return { token: null, expiresAt: null };
  }
  const expiry = Math.floor(Date.now() / 1_000) + Number(TOKEN_SECONDS);
  const token = await new SignJWT({ sub: EXAMPLE_USER })
    .setProtectedHeader({ alg: "HS256" })
    .setExpirationTime(expiry)
    .sign(new TextEncoder().encode(secret));
  return { token, expiresAt: expiry * 1_000 };
}
