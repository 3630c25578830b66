import type { ComponentChildren } from "preact";
import { useRef, useState } from "preact/hooks";
import type { UploadQueue } from "../data/upload-queue.ts";
import { GALLERY_HASH } from "../route.ts";

interface DropZoneProps {
  readonly uploads: UploadQueue;
  readonly children: ComponentChildren;
}

/** The whole page takes files. */
export function DropZone({ uploads, children }: DropZoneProps) {
  /** Of elements within that the pointer went into: it leaves one for another. */
  const [depth, setDepth] = useState(0);
  const take = (event: DragEvent) => {
    event.preventDefault();
    setDepth(0);
    addTo(uploads, event.dataTransfer?.files);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the button beside it does the same by keyboard.
    <div
      class="page"
      onDragEnter={(event) => hasFiles(event) && setDepth(depth + 1)}
      onDragLeave={(event) => hasFiles(event) && setDepth(Math.max(0, depth - 1))}
      onDragOver={(event) => event.preventDefault()}
      onDrop={take}
    >
      {children}
      {depth > 0 && (
        <div class="drop" aria-hidden="true">
          Drop pictures to scan them
        </div>
      )}
    </div>
  );
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
