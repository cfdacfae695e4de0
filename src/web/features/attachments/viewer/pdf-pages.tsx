import { getDocument, PasswordException, type PDFDocumentProxy, PDFWorker } from "pdfjs-dist/legacy/build/pdf.mjs";
import { useEffect, useRef, useState } from "react";
import { policy } from "../../../app/trusted-types.ts";
import { useWords } from "../../../i18n/use-words.ts";
import { SkeletonLines } from "../../../ui/skeleton.tsx";
import type { ShownProps } from "./open-viewer.ts";
import workerAddress from "./pdf-worker.ts?worker&url";
import { PlainFile } from "./plain-file.tsx";
import { useContentFocus } from "./use-content-focus.ts";

/** Bytes of one request: pages are fetched as they are looked at. */
const rangeChunkSize = 2 ** 18;
/** Pixels of one canvas at most; phones have no more. */
const canvasMost = 2 ** 24;
/** Pixels of one picture inside; larger ones are left out. */
const maxImageSize = 2 ** 26;

interface Opened {
  readonly pdf: PDFDocumentProxy;
  /** Height by width of the first page: the others take its place until they are drawn. */
  readonly shape: number;
}

/** The pages of a PDF, drawn on canvases; scripts, forms and links inside are left alone. */
export default function PdfPages(props: ShownProps) {
  const t = useWords();
  const content = useRef<HTMLElement>(null);
  useContentFocus(content);
  const { file, address } = props;
  const [opened, setOpened] = useState<Opened>();
  const [why, setWhy] = useState<"locked" | "broken">();
  useEffect(() => {
    const port = new Worker(policy.createScriptURL(workerAddress), { type: "module" });
    const worker = PDFWorker.create({ port });
    const options = { worker, rangeChunkSize, maxImageSize, disableAutoFetch: true, useWorkerFetch: false, useWasm: false, verbosity: 0 };
    const task = getDocument({ ...options, url: new URL(address, location.href).href });
    let isHere = true;
    task.promise
      .then(async (pdf) => {
        const { width, height } = (await pdf.getPage(1)).getViewport({ scale: 1 });
        if (isHere) setOpened({ pdf, shape: height / width });
      })
      .catch((error: unknown) => isHere && setWhy(error instanceof PasswordException ? "locked" : "broken"));
    return () => {
      isHere = false;
      void task.destroy().finally(() => {
        worker.destroy();
        port.terminate();
      });
    };
  }, [address]);
  if (why) return <PlainFile {...props} why={t(`attachments.pdf.${why}`)} />;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard
    <section ref={content} tabIndex={0} aria-label={file.name} className="-outline-offset-2 min-h-0 flex-1 overflow-auto bg-side p-3 sm:p-6">
      {opened ? (
        <div className="mx-auto flex max-w-[60rem] flex-col gap-3 sm:gap-6">
          {Array.from({ length: opened.pdf.numPages }, (_, i) => i + 1).map((number) => (
            <Page key={number} {...opened} number={number} />
          ))}
        </div>
      ) : (
        <SkeletonLines count={12} label={t("ui.loading")} />
      )}
    </section>
  );
}

/** Drawn while it is near to what is in sight. */
function Page({ pdf, shape, number }: Opened & { number: number }) {
  const t = useWords();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [isNear, setNear] = useState(false);
  const [ratio, setRatio] = useState(shape);
  const [words, setWords] = useState("");
  useEffect(() => {
    const node = canvas.current;
    if (!node) return;
    const observer = new IntersectionObserver(([entry]) => setNear(entry?.isIntersecting ?? false), { rootMargin: "100% 0px" });
    observer.observe(node);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    const node = canvas.current;
    if (!node || !isNear) return;
    let stop: () => void = () => undefined;
    let isHere = true;
    const draw = async () => {
      const page = await pdf.getPage(number);
      const plain = page.getViewport({ scale: 1 });
      setRatio(plain.height / plain.width);
      const wide = (node.clientWidth / plain.width) * devicePixelRatio;
      const viewport = page.getViewport({ scale: Math.min(wide, Math.sqrt(canvasMost / (plain.width * plain.height))) });
      if (!isHere) return;
      node.width = Math.floor(viewport.width);
      node.height = Math.floor(viewport.height);
      const task = page.render({ canvas: node, viewport });
      stop = () => task.cancel();
      await task.promise;
      const { items } = await page.getTextContent();
      if (isHere) setWords(items.map((item) => ("str" in item ? item.str + (item.hasEOL ? "\n" : "") : "")).join(""));
    };
    draw().catch(() => undefined); // left while it was drawn, or a page that is broken stays white
    return () => {
      isHere = false;
      stop();
      node.width = 0; // gives its memory back
      node.height = 0;
    };
  }, [pdf, number, isNear]);
  return (
    <div>
      <canvas
        ref={canvas}
        role="img"
        aria-label={t("attachments.pdf.page", { number, count: pdf.numPages })}
        className="block w-full bg-raised shadow-float"
        style={{ aspectRatio: `1 / ${ratio}` }}
      />
      <p className="sr-only">{words}</p>
    </div>
  );
}
