import cv2
from history_pictures import call

from history.forge.known_pasts import entries, main
from history.forge.saving import opened

FIELDS = {"file", "operation", "container", "past", "source", "seed"}


def write(photos, out, first, end):
    call(main, "--data", photos, "--split", "train", "--seeds", first, end, "--out", out)
    return list(entries(out))


def test_the_index_tells_of_every_file(written, samples):
    found = list(entries(written))
    made = [(seed, one) for seed in range(7) for one in samples[seed]]
    for entry, (seed, one) in zip(found, made, strict=True):
        assert set(entry) == FIELDS
        assert (entry["seed"], entry["operation"], entry["past"]) == (seed, one.kind, one.past)
        assert (entry["source"], entry["container"]) == (one.source, one.file.container)
        assert (written / entry["file"]).read_bytes() == one.file.data
        assert entry["file"].startswith("Au/" if one.region is None else "Tp/")
    files = [path for folder in ("Tp", "Au") for path in (written / folder).iterdir()]
    assert len(files) == len(found)


def test_edited_files_have_masks_and_no_others(written):
    edited = [entry for entry in entries(written) if entry["file"].startswith("Tp/")]
    assert len(list((written / "Gt").iterdir())) == len(edited) > 0
    for entry in edited:
        mask = cv2.imread(str(written / "Gt" / f"{entry['seed']:08}.png"), cv2.IMREAD_UNCHANGED)
        picture = opened((written / entry["file"]).read_bytes())
        assert mask.shape == picture.shape[:2]
        assert set(mask.ravel()) == {0, 255}


def test_a_set_is_the_same_in_one_go_and_in_two(photos, written, tmp_path):
    first = write(photos, tmp_path, 0, 3)
    assert {entry["seed"] for entry in first} == {0, 1, 2}
    both = write(photos, tmp_path, 0, 7)
    assert both[: len(first)] == first
    assert both == list(entries(written))
    for entry in both:
        assert (tmp_path / entry["file"]).read_bytes() == (written / entry["file"]).read_bytes()


def test_what_is_finished_is_not_made_again(photos, written):
    before = list(entries(written))
    assert write(photos, written, 0, 5) == before
    assert write(photos, written, 0, 7) == before


def test_a_folder_without_an_index_has_no_entries(tmp_path):
    assert list(entries(tmp_path)) == []
