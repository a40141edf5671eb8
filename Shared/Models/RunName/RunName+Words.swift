/// The words names are made of.
extension RunName {
  static let adjectives = words(
    """
    able agile airy alert amber ample ancient apt arctic ardent artful aware azure balmy bashful basic beaming
    bold bouncy brave breezy bright brisk bronze bubbly calm candid careful caring casual cheerful chilly civil
    classic clean clear clever cloudy coastal cobalt comic cool copper coral cordial cosmic cozy crafty creamy
    crimson crisp curious curly dapper daring dashing dazzling deft delicate dewy digital diligent dreamy dusky
    dusty eager early earnest earthy easy elated elegant eloquent emerald endless equal even exact expert fabled
    fair faithful famous fancy fearless festive fiery fine firm fleet flint floral fluent fluffy fond formal
    frank free fresh friendly frosty frugal fuzzy gallant genial gentle giddy gifted glad gleaming glossy golden
    graceful grand grassy grateful green happy hardy hasty hazel hearty helpful honest hopeful humble icy ideal
    indigo inky ivory jade jaunty jolly jovial joyful keen kind lavender leafy level light lilac limber lively
    lofty logical loyal lucid lucky lunar lush magic magnetic major marine maroon mellow merry mighty mild
    mindful minty misty modest mossy musical mustard narrow native natural nautical neat nimble noble northern
    novel oaken olive onyx opal open orange orchid ornate pastel patient peaceful pearly peppy perky placid
    plucky plum polar polished polite prime proud prudent pure purple quaint quick quiet radiant rapid rare
    ready regal robust rosy round royal ruby rugged russet rustic sage sandy sapphire scarlet serene shady sharp
    shiny silent silken silver simple sincere sleek smart smooth snowy snug sober soft solar solid sonic
    sparkling speedy spicy spirited splendid spry stable stately steady stellar stoic stout sturdy subtle sunny
    superb supple swift tactful tall tan tangy teal tender tidy timely topaz tranquil trim true trusty turquoise
    umber upbeat urban valiant vast velvet vernal vibrant vivid warm watchful wavy whimsical white wise witty
    wooden woolly worthy young zealous zesty zippy
    """)

  static let nouns = words(
    """
    acorn albatross alder alpaca anchor antelope apricot arbor aspen aster atlas auk aurora axolotl badger
    bamboo banjo barley basil bayou beacon beagle bear beaver bee beetle begonia birch bison bluebird bluejay
    bobcat bongo boulder bramble breeze brook buffalo bunting butte buttercup butterfly cactus camel canary
    canyon capybara caracal cardinal caribou cascade cassowary catfish cedar cello chamois cheetah cherry
    chestnut chickadee chinchilla chipmunk cicada civet clam cliff clover coati cobra cockatoo comet condor coot
    coral corgi cormorant cougar cove coyote crab crane crater creek cricket crow curlew cypress daffodil dahlia
    daisy delta dingo dogwood dolphin donkey dove dragonfly duck dune eagle echidna egret eland elk elm ember
    emu ermine falcon fern ferret fig finch fir firefly fjord flamingo flounder foal forest fossa fox foxglove
    frog galaxy gannet gazelle gecko geyser gibbon ginger ginkgo giraffe glacier glade gnu goldfinch goose
    gopher grebe grouse grove gull gully guppy hamster harbor hare harrier hawk hazel heath hedgehog heron
    hibiscus hickory hill holly hornbill horse hound hummingbird husky hyacinth ibex ibis iguana impala iris
    island jackal jackdaw jaguar jasmine jay juniper kangaroo kelp kestrel kingfisher kite kiwi koala koi
    kookaburra lagoon lake lantern larch lark laurel lemming lemur leopard lichen lily linden linnet lion llama
    lobster locust loon lotus lupine lynx macaw magnolia magpie mallard manatee mangrove manta maple marigold
    marlin marmot marten martin meadow meerkat mesa meteor mink mole mongoose moose moss mulberry muskox narwhal
    nautilus nebula newt nightingale nuthatch oak oasis ocelot octopus okapi opossum orca orchard oriole osprey
    ostrich otter owl ox oyster panda pangolin panther parrot partridge peacock pebble pelican penguin peony
    petrel petunia pheasant pigeon pika pike pine piranha plover pond poplar poppy porcupine porpoise prairie
    puffin puma python quail quartz quokka rabbit raccoon raven ray redwood reef robin rook salamander salmon
    sandpiper seal sequoia serval shrew shrike skink skunk skylark sloth snipe sparrow spruce squid squirrel
    starling stingray stoat stork sunflower swallow swan swift tamarin tanager tapir tern thistle thrush tiger
    toad toucan trout tulip tuna turtle valley viper vole vulture wallaby walnut walrus warbler weasel willow
    wolf wombat woodpecker wren yak yew zebra zinnia
    """)

  private static func words(_ text: String) -> [String] {
    text.split(whereSeparator: \.isWhitespace).map(String.init)
  }
}
