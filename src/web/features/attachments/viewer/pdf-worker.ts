// The program that reads PDF, in a worker of our own origin. It is handed bytes and hands back what to draw.
import "pdfjs-dist/legacy/build/pdf.worker.mjs";
