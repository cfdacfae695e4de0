/** The tus 1.0 protocol over uploads: the library speaks it, the bytes go nowhere but into `Uploads`. */

import type { Readable } from "node:stream";
import { DataStore, MemoryLocker, Server, Upload } from "@tus/server";
import { type Operation, type PersonActor, WebReply } from "../../http/index.ts";
import { EXPIRES_AFTER, type Uploads } from "./uploads.service.ts";

/** One request's view of the uploads: those of its caller. */
class OwnUploads extends DataStore {
  readonly #uploads: Uploads;
  readonly #actor: PersonActor;
  readonly #operation: Operation;
  override extensions = ["creation", "creation-with-upload", "expiration", "termination"];

  constructor(uploads: Uploads, actor: PersonActor, operation: Operation) {
    super();
    this.#uploads = uploads;
    this.#actor = actor;
    this.#operation = operation;
  }

  override async create(upload: Upload): Promise<Upload> {
    await this.#uploads.begin(this.#actor, upload.size ?? 0, upload.metadata ?? {}, this.#operation);
    return upload;
  }

  override write(stream: Readable, id: string, offset: number): Promise<number> {
    return this.#uploads.append(this.#actor, id, offset, stream);
  }

  override async getUpload(id: string): Promise<Upload> {
    const { size, offset, metadata, expiresAt } = await this.#uploads.get(this.#actor, id);
    // The library counts from a beginning, we from the last byte that came.
    return new Upload({
      id,
      size,
      offset,
      metadata: { ...(metadata as Record<string, string | null>) },
      creation_date: new Date(expiresAt - EXPIRES_AFTER).toISOString(),
    });
  }

  override remove(id: string): Promise<void> {
    return this.#uploads.remove(this.#actor, id);
  }

  override getExpiration(): number {
    return EXPIRES_AFTER;
  }
}

/** Answers a request of the protocol in its caller's name. */
export function createTus(uploads: Uploads, largest: number) {
  // Whoever comes back while his broken connection still counts as open ends it.
  const locker = new MemoryLocker();
  return async (actor: PersonActor, operation: Operation, request: Request): Promise<WebReply> => {
    let failed: Error | undefined;
    const server = new Server({
      path: `/api/companies/${actor.company}/uploads`,
      relativeLocation: true,
      datastore: new OwnUploads(uploads, actor, operation),
      locker,
      maxSize: largest,
      namingFunction: () => uploads.idOf(actor, operation),
      // Other sites have no business here.
      allowedOrigins: () => false,
      onResponseError: (_request, error) => {
        // What the library refuses itself has a status; all else is told as everywhere.
        if (error instanceof Error && !("status_code" in error)) failed = error;
        return undefined;
      },
    });
    const response = await server.handleWeb(request);
    if (failed) throw failed;
    // Also with a refusal, so that whoever is refused can say how much would have been taken.
    return new WebReply(response.status, { ...Object.fromEntries(response.headers), "tus-max-size": String(largest) }, await response.text());
  };
}
