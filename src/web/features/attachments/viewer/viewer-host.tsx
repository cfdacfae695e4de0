import { useNavigate, useRouter, useSearch } from "@tanstack/react-router";
import { lazy, Suspense, useCallback, useEffect } from "react";
import { withWords } from "../../../i18n/index.ts";
import { listWith, onOpen, refOf, takeStep, type ViewedFile } from "./open-viewer.ts";

const Viewer = lazy(() => withWords(["attachments"], import("./viewer.tsx")));
const Fetched = lazy(() => withWords(["attachments"], import("./fetched-viewer.tsx")));

/** Where the viewer stands, over any screen of a company: `?view=CHANNEL.FILE`, or `CHANNEL.FILE.VERSION`. */
export function ViewerHost({ company }: { company: string }) {
  const ref = useSearch({ from: "/gated/c/$company", select: ({ view }) => view });
  const navigate = useNavigate();
  const { history } = useRouter();
  const go = useCallback(
    (to: string | undefined, replace: boolean) => void navigate({ to: ".", search: (search) => ({ ...search, view: to }), replace }),
    [navigate],
  );
  useEffect(() => onOpen((to) => go(to, false)), [go]);
  if (!ref) return null;
  const files = listWith(ref);
  const [channel = "", file = "", version] = ref.split(".");
  const close = () => (takeStep() ? history.back() : go(undefined, true));
  return (
    <Suspense>
      {files ? (
        <Viewer
          company={company}
          files={files}
          at={files.findIndex((one) => refOf(one) === ref)}
          onGo={(to: ViewedFile) => go(refOf(to), true)}
          onClose={close}
        />
      ) : (
        <Fetched company={company} channel={channel} file={file} version={version === undefined ? undefined : Number(version)} onClose={close} />
      )}
    </Suspense>
  );
}
