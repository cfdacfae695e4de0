/** A client's cookie as a browser keeps it: takes what a reply sets, and fetches the session's next token once its rights changed. */
export class CookieJar {
  cookie: string;
  readonly #base: string;
  readonly #send: typeof fetch;
  #renewing: Promise<boolean> | undefined;

  constructor(base: string, cookie: string, send: typeof fetch = fetch) {
    this.#base = base;
    this.cookie = cookie;
    this.#send = send;
  }

  readonly fetch: typeof fetch = async (input, init) => {
    const used = this.cookie;
    const answer = await this.#ask(input, init);
    if (answer.status !== 401 || init?.body instanceof ReadableStream) return answer;
    if (this.cookie === used && !(await this.#renew())) return answer;
    return this.#ask(input, init);
  };

  async #ask(input: Parameters<typeof fetch>[0], init: RequestInit | undefined): Promise<Response> {
    const answer = await this.#send(input, { ...init, headers: { ...(init?.headers as Record<string, string>), cookie: this.cookie } });
    const [given] = (answer.headers.getSetCookie()[0] ?? "").split(";");
    if (given) this.cookie = given;
    return answer;
  }

  #renew(): Promise<boolean> {
    this.#renewing ??= this.#ask(`${this.#base}/api/sessions/current/renew`, { method: "POST" })
      .then(({ ok }) => ok)
      .finally(() => {
        this.#renewing = undefined;
      });
    return this.#renewing;
  }
}
