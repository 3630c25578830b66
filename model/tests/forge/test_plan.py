import pytest
from random_generator import random_taef2, write_generators

from data.labelled import AUTHENTIC
from forge.operations import OPERATION_NAMES
from forge.plan import make_plan


@pytest.fixture(scope="module")
def folder_with_generators(data_folder, tmp_path_factory):
    root = tmp_path_factory.mktemp("with_generators")
    (root / "train").symlink_to(data_folder / "train")
    write_generators(root, random_taef2())
    return root


@pytest.mark.parametrize("split", ["train", "val", "test"])
def test_resynthesis_joins_the_draw_where_its_generator_is_present(split, folder_with_generators):
    plan = make_plan(folder_with_generators, split, "taef2")
    assert tuple(plan.operations) == OPERATION_NAMES
    assert plan.about()["generator"] == "taef2"
    assert plan.about()["operationsLeftOut"] == []


def test_without_generators_resynthesis_is_left_out_and_named(data_folder):
    plan = make_plan(data_folder, "train", "taef2")
    assert "resynthesis" not in plan.operations
    assert plan.about()["operationsLeftOut"] == ["resynthesis"]
    assert plan.about()["generator"] is None


def test_one_operation_alone(folder_with_generators):
    plan = make_plan(folder_with_generators, "test", "unseen", only="resynthesis")
    drawn = {plan.sample(seed).operation for seed in range(8)}
    assert drawn == {"resynthesis", AUTHENTIC}
    assert plan.generator_of("resynthesis") == "unseen"
    assert plan.generator_of(AUTHENTIC) is None


def test_an_operation_that_needs_a_missing_generator_says_so(data_folder):
    with pytest.raises(ValueError, match=r"'resynthesis': expected one of .* needs .*/generators"):
        make_plan(data_folder, "train", "taef2", only="resynthesis")


def test_a_set_without_resynthesis_names_no_generator(folder_with_generators):
    assert make_plan(folder_with_generators, "train", "taef2", only="splice").generator is None


@pytest.mark.parametrize("split", ["train", "val"])
def test_no_plan_lets_a_model_see_the_held_out_generator(split, folder_with_generators):
    with pytest.raises(ValueError, match="held out"):
        make_plan(folder_with_generators, split, "unseen")
