import { CircleAlert } from "lucide-react";

/** What is wrong with a form as a whole: read out when it appears, gone with the next try. */
export function FormError({ text }: { text: string | undefined }) {
  return (
    <div role="alert" className="empty:hidden">
      {text && (
        <p className="flex items-start gap-2 rounded-box bg-danger-soft px-3 py-2 text-sm text-danger">
          <CircleAlert aria-hidden size={15} className="mt-0.5 shrink-0" />
          <span>{text}</span>
        </p>
      )}
    </div>
  );
}
