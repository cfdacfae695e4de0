interface Policy {
  readonly createScriptURL: (url: string) => string;
}
type Factory = { createPolicy: (name: string, rules: Policy) => Policy };

const ownWorker = /^\/(worker|assets\/[\w.-]+-worker-[\w-]+)\.js$/;

/**
 * The only Trusted Types policy that the page's CSP allows: passes URLs of our own built workers, nothing else, and makes no HTML.
 * Made at start, so that its name is taken before any other script runs.
 */
const rules: Policy = {
  createScriptURL(url) {
    const { origin, pathname, search } = new URL(url, location.href);
    if (origin !== location.origin || !(import.meta.env.DEV || (search === "" && ownWorker.test(pathname)))) throw new TypeError("Not a worker of this app.");
    return url;
  },
};

/** Where browsers know no Trusted Types the same rules hold. */
export const policy = (globalThis as { trustedTypes?: Factory }).trustedTypes?.createPolicy("bastide", rules) ?? rules;
