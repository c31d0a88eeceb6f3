// Where the server is. Everything is found from where this module was loaded, `<base>/assets/…`: a proxy may
// have put the server under a path.

/** The server's address, with a slash at its end. */
export const BASE = new URL(import.meta.env.DEV ? "/" : "../", import.meta.url);

/** The path of `BASE`, without the slash: what stands before each screen's path. */
export const BASE_PATH = BASE.pathname.replace(/\/$/, "");

/** Where requests go. */
export const GRAPHQL_URL = new URL("graphql", BASE).href;

/** Where sockets go: written out in full, as older browsers open sockets only at ws: and wss:. */
export const SOCKET_URL = GRAPHQL_URL.replace(/^http/, "ws");

/** Where GraphiQL is. */
export const GRAPHIQL_URL = new URL("graphiql", BASE).href;
