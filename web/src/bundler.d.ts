/** A script bundled on its own for a Worker; the import is the address it is served at. */
declare module "worker:*" {
  const url: string;
  export default url;
}

declare module "*.css" {}
