import { once } from "node:events";
import { connect, createServer } from "node:net";
import { after } from "node:test";

/** After how many bytes a connection is cut at the latest, as a power of two. */
const LATEST = 14;

/**
 * A network between clients and a server, which breaks so many times: it passes some bytes of the
 * server's on, as likely a few as many, so that lines and messages are cut in two, and drops the
 * connection. `broken` comes with the last break; `cut` breaks all connections that there are.
 */
export async function startProxy(server, breaks = 0) {
  const sockets = new Set();
  const proxy = { breaks, server };
  proxy.broken = new Promise((resolve) => {
    proxy.resolve = resolve;
  });
  const listener = createServer((client) => {
    const upstream = connect(server.port, "127.0.0.1");
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => {
        sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    client.pipe(upstream);
    passOn(proxy, upstream, client);
  });
  const cut = () => {
    for (const socket of sockets) {
      socket.destroy();
    }
  };
  listener.listen(0, "127.0.0.1");
  await once(listener, "listening");
  after(() => {
    listener.close();
    cut();
  });
  const host = `127.0.0.1:${listener.address().port}`;
  return {
    origin: `http://${host}`,
    url: `http://${host}/graphql`,
    socketUrl: `ws://${host}/graphql`,
    broken: proxy.broken,
    cut,
  };
}

/** Passes on what the server sends, until the network breaks. */
function passOn(proxy, upstream, client) {
  let left;
  upstream.on("data", (bytes) => {
    // Chromium takes half a head without TLS for a whole one, and then it's none of a stream.
    left ??= bytes.indexOf("\r\n\r\n") + 4 + Math.floor(2 ** (Math.random() * LATEST));
    if (proxy.breaks === 0 || bytes.length < left) {
      left -= bytes.length;
      client.write(bytes);
      return;
    }
    proxy.breaks -= 1;
    upstream.destroy();
    client.end(bytes.subarray(0, left));
    if (proxy.breaks === 0) {
      proxy.resolve();
    }
  });
}
