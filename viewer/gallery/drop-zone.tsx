import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { UploadQueue } from "../data/upload-queue.ts";
import { GALLERY_HASH } from "../route.ts";

interface DropZoneProps {
  readonly uploads: UploadQueue;
  readonly children: ComponentChildren;
}

/** The whole page takes files. */
export function DropZone({ uploads, children }: DropZoneProps) {
  const isOver = useDroppedFiles((files) => addTo(uploads, files));
  return (
    <div class="page">
      {children}
      {isOver && (
        <div class="drop" aria-hidden="true">
          Drop pictures to scan them
        </div>
      )}
    </div>
  );
}

/** @returns whether files are held over the page just now. */
function useDroppedFiles(take: (files: FileList | undefined) => void): boolean {
  /** Of elements that the pointer went into: it leaves one for another. */
  const [depth, setDepth] = useState(0);
  const latest = useRef(take);
  latest.current = take;
  useEffect(() => {
    const listeners = new AbortController();
    const on = (
      name: "dragenter" | "dragleave" | "dragover" | "drop",
      act: (it: DragEvent) => void,
    ) => addEventListener(name, act, { signal: listeners.signal });
    on("dragenter", (event) => hasFiles(event) && setDepth((was) => was + 1));
    on("dragleave", (event) => hasFiles(event) && setDepth((was) => Math.max(0, was - 1)));
    on("dragover", (event) => event.preventDefault());
    on("drop", (event) => {
      event.preventDefault();
      setDepth(0);
      latest.current(event.dataTransfer?.files);
    });
    return () => listeners.abort();
  }, []);
  return depth > 0;
}

export function AddPictures({ uploads }: { readonly uploads: UploadQueue }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button type="button" class="primary" onClick={() => input.current?.click()}>
        Add pictures
      </button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label="Pictures to scan"
        onChange={({ currentTarget }) => {
          addTo(uploads, currentTarget.files);
          currentTarget.value = "";
        }}
      />
    </>
  );
}

function addTo(uploads: UploadQueue, files: FileList | null | undefined): void {
  if (files == null || files.length === 0) return;
  uploads.add(files);
  location.hash = GALLERY_HASH;
}

function hasFiles({ dataTransfer }: DragEvent): boolean {
  return dataTransfer?.types.includes("Files") ?? false;
}
