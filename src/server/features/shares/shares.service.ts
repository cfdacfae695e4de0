/** Share links: one file, for whoever has the link, as long as its maker may read it himself. */
import { blindToken, equalDigests, operationId, randomToken, tokenDigest } from "../../../crypto/index.ts";
import { type Asked, Content, decideAgain, type Operation, type Origin, type PersonActor, Refusal, refuseOtherRequest, sendsBytes } from "../../http/index.ts";
import type { Clock } from "../../platform/clock/index.ts";
import { sweepRows } from "../../platform/jobs/index.ts";
import { ownerOf } from "../../platform/records/define.ts";
import { derivedId } from "../../platform/records/ids.ts";
import { expect, put, type SealedStore, type Stored } from "../../platform/records/sealed.ts";
import type { Reads } from "../audit/index.ts";
import { allow, isAllowed, type OpenChannel, rightsOf } from "../channels/index.ts";
import type { Files } from "../files/index.ts";
import { ShareLink, ShareRead, ShareToken } from "./shares.records.ts";

export interface SharesDeps {
  readonly records: SealedStore;
  readonly clock: Clock;
  readonly files: Pick<Files, "openFile" | "openLive" | "openVersion" | "read" | "isGone">;
  /** The address that links begin with. */
  readonly url: () => string;
  /** After a commit was refused: what was decided from is stale. */
  readonly forget: (open: OpenChannel) => undefined;
  /** A person with the rights that he has now. */
  readonly actorOf: (company: string, person: string) => Promise<PersonActor | undefined>;
  /** Where a channel is marked, it is written down who reads in it: here the maker, from where the reader is. */
  readonly reads: Pick<Reads, "note">;
  readonly hash: (password: string) => Promise<string>;
  /** Counts a guess, and takes it back when it was right. @throws Refusal wrong_password, too_many_attempts */
  readonly requirePassword: (share: string, phc: string, password: string, address: string) => Promise<void>;
}
export type Shares = ReturnType<typeof createShares>;
type ShareRow = Stored<typeof ShareLink>;
interface Followed {
  readonly row: ShareRow;
  readonly maker: PersonActor;
}
interface Shown {
  readonly token: string;
  readonly password?: string | undefined;
}

/** Milliseconds that a reading goes on: ranges of it count no more. */
const READING = 600_000;
/** Milliseconds that an ended link is remembered. */
const REMEMBERED = 30 * 86_400_000;
/** Milliseconds after which what has no link gets none any more. */
const ORPHANED = 3_600_000;
/** Links of one file that are open. */
const MOST = 100;
const MOST_LISTED = 5000;
/** Readings that are listed. */
const MOST_READS = 1000;

export function createShares(d: SharesDeps) {
  const { records, clock } = d;

  const stateOf = ({ state, expiresAt, most, reads }: ShareRow) =>
    state === "revoked" ? state : expiresAt <= clock.now() ? ("expired" as const) : most !== null && reads >= most ? ("used" as const) : ("open" as const);

  /** Whoever made it, and whoever manages the channel. */
  const mayRevoke = (open: OpenChannel, row: Pick<ShareRow, "by">): boolean => row.by === open.actor.person || isAllowed("configure", open);

  const present = (open: OpenChannel, row: ShareRow) => ({
    id: row.share,
    version: row.number,
    by: row.by,
    createdAt: row.createdAt,
    expiresAt: row.expiresAt,
    hasPassword: row.phc !== null,
    most: row.most,
    reads: row.reads,
    state: stateOf(row),
    may: { revoke: mayRevoke(open, row) },
  });

  /** A link of a file that the caller may read, if he may end it. @throws Refusal link_not_found, not_allowed */
  async function own(actor: PersonActor, channel: string, file: string, share: string): Promise<ShareRow> {
    const { open } = await d.files.openFile(actor, channel, file);
    const row = await records.find(ShareLink, { company: actor.company, channel, file, share });
    if (!row) throw new Refusal("link_not_found");
    if (!mayRevoke(open, row)) throw new Refusal("not_allowed");
    return row;
  }

  /**
   * The open link of a token, what it opens, and its maker. Never made, revoked, expired, read to its end, no longer his to read
   * and no longer kept are the same.
   */
  async function follow(token: string, isGoingOn: (row: ShareRow) => boolean = () => false) {
    const found = await records.find(ShareToken, { token: tokenDigest(token) });
    const row = found && (await records.find(ShareLink, { company: found.into, channel: found.channel, file: found.file, share: found.share }));
    if (!row || !equalDigests(row.token, found.token) || !isOpen(row, isGoingOn)) throw new Refusal("link_not_found");
    const maker = await d.actorOf(row.company, row.by);
    // Guests make no links, so that none of who became one is left open that he could not end.
    if (!maker || maker.role === "guest" || !(await d.files.openLive(maker, row.channel, row.file).catch(unlessRefused))) throw new Refusal("link_not_found");
    const opened = await d.files.openVersion(maker, row.channel, row.file, row.number ?? undefined).catch(unlessRefused);
    if (!opened) throw new Refusal("link_not_found");
    const { name } = opened.row;
    const { type, size } = opened.version;
    return { row, maker, file: { name, type, size } };
  }

  /** The bytes, where nothing ended since they were asked for. */
  async function contentOf({ row, maker }: Followed): Promise<Content> {
    const content = await d.files.read(maker, row.channel, row.file, row.number ?? undefined).catch(unlessRefused);
    if (!content) throw new Refusal("link_not_found");
    return content;
  }

  /** Read to its end, it is still open to a reading that goes on. */
  const isOpen = (row: ShareRow, isGoingOn: (row: ShareRow) => boolean): boolean => {
    const state = stateOf(row);
    return state === "open" || (state === "used" && isGoingOn(row));
  };

  /** Says that a reading was counted: good where it was given, for as long as the reading goes on. */
  const passOf = ({ company, share }: ShareRow, until: number, { address, userAgent }: Origin): string =>
    `${until}.${blindToken(records.keys.indexKey(company), "share-pass", share, String(until), address, userAgent)}`;
  const goesOn = (row: ShareRow, pass: string | undefined, origin: Origin): boolean => {
    const until = Number(/^\d{1,15}(?=\.)/.exec(pass ?? "")?.[0]);
    return pass !== undefined && until > clock.now() && equalDigests(pass, passOf(row, until, origin));
  };

  const requirePassword = async ({ share, phc }: ShareRow, { password = "" }: Shown, { address }: Origin): Promise<void> => {
    if (phc !== null) await d.requirePassword(share, phc, password, address);
  };

  /** As they stand, those too that do not open. */
  const readsOf = (company: string, channel: string, share: string) => records.port.list(ShareRead.name, [company, channel, share], { limit: 1000 });

  /** Since when it is known that they have no link: a process died between the two, or is about to make it. */
  const orphans = new Map<string, number>();
  async function isOrphan({ token, into, channel, file, share }: Stored<typeof ShareToken>): Promise<boolean> {
    if (await records.find(ShareLink, { company: into, channel, file, share })) {
      orphans.delete(token);
      return false;
    }
    const since = orphans.get(token) ?? clock.now();
    const isOver = since + ORPHANED <= clock.now();
    if (isOver) orphans.delete(token);
    else orphans.set(token, since);
    return isOver;
  }

  /** @throws Refusal when the caller may not make another link of the file now */
  async function requireMayShare(actor: PersonActor, channel: string, file: string): Promise<OpenChannel> {
    const { open, row } = await d.files.openLive(actor, channel, file);
    allow("post", open);
    if (row.kind !== "file") throw new Refusal("file_not_found");
    const standing = await records.list(ShareLink, { company: actor.company, channel, file }, { limit: MOST_LISTED });
    if (standing.filter((one) => stateOf(one) === "open").length >= MOST)
      throw new Refusal("invalid_request", { fields: [{ path: "params.file", problem: "too_many" }] });
    return open;
  }

  return {
    follow,

    async create(
      actor: PersonActor,
      channel: string,
      file: string,
      body: { version?: number | undefined; hours: number; password?: string | undefined; most: number | null },
      operation: Operation,
    ) {
      const { company, person } = actor;
      await requireMayShare(actor, channel, file);
      const { number } = (await d.files.openVersion(actor, channel, file, body.version)).version;
      const share = derivedId(records.keys.indexKey(company), "share", operation.id);
      // The link is shown once and only its hash is kept: a repeated request can't be answered again.
      if (await records.find(ShareLink, { company, channel, file, share })) throw new Refusal("conflict");
      const phc = body.password === undefined ? null : await d.hash(body.password);
      const secret = randomToken("bsh_");
      const token = tokenDigest(secret);
      const now = clock.now();
      const expiresAt = now + body.hours * 3_600_000;
      const row = {
        company,
        channel,
        file,
        share,
        by: person,
        state: "open" as const,
        createdAt: now,
        expiresAt,
        most: body.most,
        reads: 0,
        number,
        token,
        phc,
      };
      await records.prepare(company, [ownerOf.channel(channel)]);
      await records.claim(ShareToken, { token, into: company, channel, file, share });
      try {
        return await decideAgain(async () => {
          const open = await requireMayShare(actor, channel, file);
          const outcome = await records.commit(operation.id, [...rightsOf(open), expect(ShareLink, row, 0)], [put(ShareLink, row)], operation.digest);
          refuseOtherRequest(outcome, operation);
          // The same request made it at the same time: it has told the link.
          if (outcome.status === "repeated") throw new Refusal("conflict");
          if (outcome.status === "refused") return d.forget(open);
          // In the fragment: it reaches no server log and no Referer.
          return { ...present(open, { ...row, version: 1 }), url: `${d.url()}/share#token=${secret}` };
        });
      } catch (error) {
        if (error instanceof Refusal) await records.erase(ShareToken, [{ token }]);
        throw error;
      }
    },

    async list(actor: PersonActor, channel: string, file: string) {
      const { open, row: of } = await d.files.openFile(actor, channel, file);
      const rows = await records.list(ShareLink, { company: actor.company, channel, file }, { limit: MOST_LISTED });
      return { shares: rows.sort((a, b) => b.createdAt - a.createdAt).map((row) => present(open, row)), newest: of.current };
    },

    revoke: (actor: PersonActor, channel: string, file: string, share: string): Promise<true> =>
      decideAgain(async () => {
        const row = await own(actor, channel, file, share);
        if (row.state === "revoked") return true;
        const revoked = put(ShareLink, { ...row, state: "revoked" }, row.version + 1);
        const outcome = await records.commit(operationId(), [expect(ShareLink, row, row.version)], [revoked]);
        return outcome.status === "applied" && true;
      }),

    async reads(actor: PersonActor, channel: string, file: string, share: string) {
      await own(actor, channel, file, share);
      const rows = await records.list(ShareRead, { company: actor.company, channel, share }, { reverse: true, limit: MOST_READS });
      return rows.map(({ number, at, address, device }) => ({ number, at, address, device }));
    },

    async look(shown: Shown, origin: Origin) {
      const { row, maker, file } = await follow(shown.token);
      if (row.phc !== null && shown.password === undefined) return { file: null, expiresAt: row.expiresAt };
      await requirePassword(row, shown, origin);
      await d.reads.note({ ...maker, origin }, row.channel);
      return { file, expiresAt: row.expiresAt };
    },

    /**
     * Written down before a byte leaves: two at once for the last reading are one reading. Whoever comes again with its pass
     * goes on with the same reading. Where no byte is sent, nothing was read.
     */
    async read(shown: Shown & { readonly pass?: string | undefined }, origin: Origin, asked: Asked): Promise<Content> {
      const isGoingOn = (row: ShareRow) => goesOn(row, shown.pass, origin);
      const first = await follow(shown.token, isGoingOn);
      const seen = async ({ maker, row }: Followed, content: Content, pass: string | undefined): Promise<Content> => {
        await d.reads.note({ ...maker, origin }, row.channel);
        return new Content({ ...content, isSaved: true, pass, still: () => follow(shown.token, () => true) });
      };
      if (isGoingOn(first.row)) return seen(first, await contentOf(first), shown.pass);
      await requirePassword(first.row, shown, origin);
      return decideAgain(async () => {
        const now = await follow(shown.token);
        const { row } = now;
        const { company, channel, share } = row;
        const content = await contentOf(now);
        if (!sendsBytes(content, asked)) return seen(now, content, undefined);
        const number = row.reads + 1;
        const read = { company, channel, share, number, at: clock.now(), address: origin.address, device: origin.userAgent };
        const outcome = await records.commit(
          operationId(),
          [expect(ShareLink, row, row.version), expect(ShareRead, read, 0)],
          [put(ShareLink, { ...row, reads: number }, row.version + 1), put(ShareRead, read)],
        );
        return outcome.status === "applied" && seen(now, content, passOf(row, clock.now() + READING, origin));
      });
    },

    /** Links that ended long ago, and those of files that are destroyed, are forgotten, with all that stands of them. */
    async sweep(): Promise<void> {
      await sweepRows(
        records,
        ShareLink,
        async (row) => row.expiresAt + REMEMBERED <= clock.now() || (await d.files.isGone(row)),
        async (dead) => {
          await records.erase(
            ShareToken,
            dead.map(({ token }) => ({ token })),
          );
          for (const { company, channel, share } of dead)
            for (let rows = await readsOf(company, channel, share); rows.length > 0; rows = await readsOf(company, channel, share))
              await records.eraseRows(rows);
        },
      );
      await sweepRows(records, ShareToken, isOrphan);
    },
  };
}

function unlessRefused(error: unknown): undefined {
  if (!(error instanceof Refusal)) throw error;
}
