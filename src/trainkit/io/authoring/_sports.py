"""One vocabulary for sports, that of FIT; a sport it does not list keeps its own name.

The names are those of Strava, Apple Health, Garmin Connect, Komoot, Polar, Suunto, intervals.icu,
Health Connect and Wahoo, from their public documentation.
"""

import re
from collections.abc import Mapping

from trainkit.io.authoring._sport_words import translate_sport

__all__ = ["canonical_sport", "canonical_sub_sport"]

# FIT's sport, and its sub-sport if the name implies one, to names of other sources: lower case,
# without the separators, by which sources differ most.
_NAMES: Mapping[tuple[str, str | None], str] = {
    ("running", None): "run runs jogging roadrunning race runningrace runningroad fitnessrunning "
    "strollerjogging",
    ("running", "street"): "streetrunning streetrun",
    ("running", "trail"): "trailrun trailrunning runningtrail",
    ("running", "treadmill"): "treadmill treadmillrunning runningtreadmill fetreadmill "
    "treadmillrun",
    ("running", "indoor_running"): "indoorrunning indoorrun runningindoor",
    ("running", "track"): "trackrunning trackandfield trackandfieldrunning runningtrack "
    "indoortrack indoortrackrunning",
    ("running", "ultra"): "ultrarun ultrarunning ultrarunningrunning",
    ("running", "obstacle"): "obstaclerun obstacleracing obstaclecourserace",
    ("running", "virtual_activity"): "virtualrun virtualrunning",
    ("walking", None): "walk walks nordicwalking nordicwalk walkingnordic dogwalking rucking "
    "strollerwalking",
    ("walking", "casual_walking"): "casualwalking",
    ("walking", "speed_walking"): "speedwalking walkingspeed powerwalking racewalking",
    ("walking", "indoor_walking"): "indoorwalking walkingtreadmill treadmillwalking",
    ("hiking", None): "hike hikes trekking backpacking hikingbackpacking hikingrucking",
    ("mountaineering", None): "mountaineer viaferrata",
    ("snowshoeing", None): "snowshoe snowshoes snowshoetrekking",
    ("wheelchair_push_run", None): "wheelchairrunpace wheelchairrun wheelchair wheelchairracing",
    ("wheelchair_push_walk", None): "wheelchairwalkpace wheelchairwalk",
    ("cycling", None): "ride rides bike biking bicycling bicycle racebike touringbicycle citybike "
    "velomobile commutebike cyclingtransportation bikepacking fitnesscycling",
    ("cycling", "road"): "roadcycling roadbiking bikingroad roadbike cyclingroad roadride",
    ("cycling", "mountain"): "mountainbikeride mountainbiking mountainbike mtb mtbeasy mtbadvanced "
    "bikingmountain enduromtb crosscountrymtb mountaincycling",
    ("cycling", "downhill"): "downhillbiking downhillbike downhillcycling",
    ("cycling", "gravel_cycling"): "gravelride gravelcycling gravelbiking gravelunpavedcycling",
    ("cycling", "cyclocross"): "bikingcyclecross bikingcyclocross cyclocrossbiking",
    ("cycling", "track_cycling"): "trackride bikingtrack trackbiking",
    ("cycling", "recumbent"): "recumbentcycling bikingrecumbent",
    ("cycling", "bmx"): "bmxracing bmxbiking",
    ("cycling", "indoor_cycling"): "indoorcycling bikingindoor bikingindoortrainer indoorbiking "
    "bikingstationary stationarybiking indoorcyclingclass bikingindoorcyclingclass bikeergometer "
    "indoorride exercisebike fitnessequipmentbike febike",
    ("cycling", "spin"): "spinning spinclass",
    ("cycling", "virtual_activity"): "virtualride virtualcycling bikingindoorvirtual",
    ("cycling", "hand_cycling"): "handcycle handcycling",
    ("cycling", "indoor_hand_cycling"): "indoorhandcycling",
    ("e_biking", None): "ebikeride ebike ebiking eracebike etouringbicycle ecycling electricbiking",
    ("e_biking", "e_bike_fitness"): "ebikefitness",
    ("e_biking", "e_bike_mountain"): "emountainbikeride ebikemountain emtb emtbeasy emtbadvanced "
    "enduroemtb emountainbiking",
    ("swimming", None): "swim swims waterfitness aquafitness",
    ("swimming", "lap_swimming"): "lapswimming lapswim poolswimming poolswim swimmingpool "
    "swimminglap swimmingindoor",
    ("swimming", "open_water"): "openwaterswimming openwaterswim swimmingopenwater openwater",
    ("multisport", None): "multisports swimbikerun freemultisport",
    ("multisport", "triathlon"): "triathlon offroadtriathlon aquathlon",
    ("multisport", "duathlon"): "duathlon offroadduathlon",
    ("multisport", "swim_run"): "swimrun",
    ("multisport", "brick"): "brick",
    ("transition", None): "transitions",
    ("transition", "bike_to_run_transition"): "biketoruntransition",
    ("transition", "run_to_bike_transition"): "runtobiketransition",
    ("transition", "swim_to_bike_transition"): "swimtobiketransition",
    ("rowing", None): "row rows rowingoutdoor",
    ("rowing", "indoor_rowing"): "indoorrowing rowingmachine rowingindoor rower ferower "
    "fitnessequipmentrower rowergometer",
    ("rowing", "virtual_activity"): "virtualrow virtualrowing",
    ("paddling", None): "paddlesports canoe canoeing",
    ("kayaking", None): "kayak kayaks",
    ("kayaking", "whitewater"): "whitewaterraftingkayaking whitewaterkayaking",
    ("stand_up_paddleboarding", None): "standuppaddling standuppaddle sup standuppaddleboard "
    "paddleboarding",
    ("rafting", None): "whitewaterrafting",
    ("sailing", None): "sail",
    ("sailing", "sail_race"): "sailrace sailingrace",
    ("surfing", None): "surf surfingsports bodyboarding",
    ("windsurfing", None): "windsurf wingfoiling",
    ("kitesurfing", None): "kitesurf kiteboarding",
    ("wakeboarding", None): "wakeboard",
    ("water_sport", None): "watersports waterpolo",
    ("snorkeling", None): "snorkelling",
    ("diving", None): "scubadiving underwaterdiving freediving",
    ("alpine_skiing", None): "alpineski downhillskiing downhillski skiing ski skialpin snowsports "
    "skiingdownhill wintersports",
    ("alpine_skiing", "resort"): "resortskiingsnowboarding resortskiing resortsnowboarding",
    ("alpine_skiing", "backcountry"): "backcountryski backcountryskiing skitour skitouring "
    "backcountryskiingsnowboarding telemarkskiing splitboarding",
    ("snowboarding", None): "snowboard",
    ("snowboarding", "backcountry"): "backcountrysnowboarding",
    ("cross_country_skiing", None): "nordicski nordicskiing nordic xcskiing classicxcskiing "
    "skiingcrosscountry crosscountryski crosscountryclassicskiing langlauf virtualski rollerski "
    "rollerskiing classicrollerskiing",
    (
        "cross_country_skiing",
        "skate_skiing",
    ): "skateskiing freestylexcskiing crosscountryskateskiing freestylerollerskiing",
    ("snowmobiling", None): "snowmobile",
    ("ice_skating", None): "iceskate iceskates skatingice skatingsports skating speedskating",
    ("inline_skating", None): "inlineskate inlineskates skatinginline rollerskating rollerblading "
    "inlineskater skaten skateboarding skateboard longboarding",
    ("training", None): "workout exerciseclass groupexercise fitnessclass gymclass",
    ("training", "strength_training"): "strengthtraining weighttraining weightlifting strength gym "
    "traditionalstrengthtraining functionalstrengthtraining functionaltraining core coretraining "
    "kettlebell calisthenics outdoorgym powerlifting functionalfitness strengthtrainer",
    ("training", "cardio_training"): "indoorcardio cardiotraining cardio mixedcardio crossfit "
    "crosstraining mixedmetaboliccardiotraining circuittraining aerobics cardioclass steptraining "
    "bootcamp hyrox",
    ("training", "flexibility_training"): "flexibility stretching flexibilitytraining gymnastics",
    ("training", "yoga"): "yoga yogaclass hotyoga",
    ("training", "pilates"): "pilates barre",
    ("training", "breathing"): "breathwork guidedbreathing",
    ("mobility", None): "mobilitydynamic mobilitystatic physicaltherapy preparationandrecovery "
    "cooldown",
    ("meditation", None): "mindandbody bodyandmind taichi mindfulness",
    ("hiit", None): "highintensityintervaltraining highintensitytraining hiittraining",
    ("hiit", "tabata"): "tabata",
    ("fitness_equipment", None): "fe fitnessequipment",
    ("fitness_equipment", "elliptical"): "elliptical crosstrainer feelliptical ellipticaltraining",
    ("fitness_equipment", "stair_climbing"): "stairstepper stairclimbing stairs stairclimber "
    "stairclimbingmachine feclimber floorclimbing stairmaster",
    ("jump_rope", None): "jumprope ropeskipping",
    ("boxing", None): "kickboxing fitnessboxing boxfitness",
    ("mixed_martial_arts", None): "martialarts mma judo karate taekwondo wrestling jujitsu",
    ("dance", None): "dancing danceinspiredtraining socialdance cardiodance zumba",
    ("rock_climbing", None): "climbing rockclimb climb",
    ("rock_climbing", "indoor_climbing"): "indoorclimbing",
    ("rock_climbing", "bouldering"): "bouldering",
    ("tennis", None): "tennismatch",
    ("racket", None): "racketsports",
    ("racket", "badminton"): "badminton",
    ("racket", "padel"): "padel paddeltennis",
    ("racket", "pickleball"): "pickleball",
    ("racket", "racquetball"): "racquetball",
    ("racket", "squash"): "squash",
    ("racket", "table_tennis"): "tabletennis",
    ("soccer", None): "futsal footballsoccer",
    ("american_football", None): "footballamerican",
    ("hockey", None): "icehockey fieldhockey rollerhockey",
    ("baseball", None): "softball",
    ("volleyball", None): "beachvolleyball beachvolley",
    ("golf", None): "golfing",
    ("disc_golf", None): "frisbeegolf",
    ("horseback_riding", None): "equestriansports horsebackriding",
    ("sky_diving", None): "skydiving parachuting",
    ("hang_gliding", None): "paragliding hanggliding",
    ("motorcycling", None): "motorsports bikingmotocycling",
    ("other", None): "others otherworkout otherindoor otheroutdoor",
}
# Strava's numbers in the GPX element `type`.
_NUMBERS = {"1": "cycling", "4": "hiking", "9": "running", "10": "walking", "16": "swimming"}
_VERSIONS = re.compile(r"(v\d|ws)$")  # Garmin's endings of new keys, such as ``rowing_v2``


_KNOWN: dict[str, tuple[str, str | None]] = {
    **{sport.replace("_", ""): (sport, None) for sport, _ in _NAMES},
    **{name: known for known, names in _NAMES.items() for name in names.split()},
    **{number: (sport, None) for number, sport in _NUMBERS.items()},
}


def canonical_sport(name: str | None) -> str | None:
    """Return FIT's name of a sport that any source names; an unknown one keeps its own name."""
    known = _look_up(name)
    return known[0] if known else _fold(name) or None


def canonical_sub_sport(name: str | None) -> str | None:
    """Return FIT's name of the sub-sport that a source's sport implies, if any."""
    known = _look_up(name)
    return known[1] if known else None


def _look_up(name: str | None) -> tuple[str, str | None] | None:
    joined = _fold(name).replace("_", "")
    known = _KNOWN.get(joined) or _KNOWN.get(_VERSIONS.sub("", joined))
    if known is None and name and not name.isascii():
        return _KNOWN.get((translate_sport(name) or "").replace("_", ""))
    return known


def _fold(name: str | None) -> str:
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", (name or "").strip())
    return re.sub(r"[^a-z0-9]+", "_", spaced.lower()).strip("_")
