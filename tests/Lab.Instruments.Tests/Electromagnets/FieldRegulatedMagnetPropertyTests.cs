using Lab.Instruments.Electromagnets;
using Lab.Quantities;

namespace Lab.Instruments.Tests.Electromagnets;

/// <summary>Whatever supply, coil, iron and gaussmeter: the field settles, is what the magnet says,
/// and goes nowhere it must not.</summary>
public sealed class FieldRegulatedMagnetPropertyTests
{
    /// <summary>Standard uncertainties by which a stated field may differ; with few readings, Student's tails are long.</summary>
    private const double Sigmas = 5;

    /// <summary>The rate is held on the average of the longest step, a tenth more than which the supply's rounding may
    /// add.</summary>
    private const double RateRounding = 1.1;

    /// <summary>Cases of a block; each is five fields on a magnet of its own.</summary>
    private const int CasesOfBlock = 100;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task SetField_AnyMagnetAndGaussmeter_SettlesWithinBounds(int block)
    {
        for (int seed = block * CasesOfBlock; seed < (block + 1) * CasesOfBlock; seed++)
        {
            var random = new Random(seed);
            await HoldsAsync(Draw(random, seed), random);
        }
    }

    [Theory]
    [InlineData(1, 0.3, 12, 5, 50)]
    [InlineData(1, 0.3, 18, 5, 50)]
    [InlineData(1, 0, 12, 0.01, 0)]
    [InlineData(1, 0, 18, 0.01, 50)]
    [InlineData(1000, 0.3, 12, 5, 0)]
    [InlineData(1000, 0.3, 18, 0.01, 50)]
    [InlineData(1000, 0, 12, 0.01, 50)]
    [InlineData(1000, 0, 18, 5, 0)]
    public async Task SetField_CornersOfTheSpace_SettlesWithinBounds(
        double readings, double latency, int bits, double timeConstant, double remanence)
    {
        foreach (SimulatedIron iron in Enum.GetValues<SimulatedIron>())
        {
            foreach (bool waits in (bool[])[false, true])
            {
                await HoldsAsync(
                    new SimulatedMagnetConditions
                    {
                        ReadingsPerSecond = readings,
                        Latency = latency,
                        Bits = bits,
                        TimeConstant = timeConstant,
                        Remanence = remanence,
                        Iron = iron,
                        WaitsForNew = waits,
                        TellsSetPoint = waits,
                    },
                    new Random(1));
            }
        }
    }

    private static SimulatedMagnetConditions Draw(Random random, int seed)
    {
        var drawn = new SimulatedMagnetConditions
        {
            OerstedPerAmpere = One(500, 498, 50),
            GuessRatio = One(0.5, 0.7, 1, 1.4, 2),
            TimeConstant = One(0.01, 0.08, 0.5, 2, 5),
            DeadTime = One(0, 0, 0.05, 0.2),
            Remanence = One(0, 5, 15, 50),
            Iron = One(SimulatedIron.Play, SimulatedIron.Preisach, SimulatedIron.Duhem),
            Bits = One(12, 14, 16, 18),
            TellsSetPoint = One(true, false),
            KnowsResolution = One(true, false),
            SupplyLatency = One(0, 0.002, 0.05),
            ReadingsPerSecond = One(1, 3, 10, 10, 100, 1000),
            Phase = random.NextDouble(),
            Latency = One(0, 0.01, 0.1, 0.3),
            WaitsForNew = One(true, false),
            Noise = One(0, 0.02, 0.05, 0.1),
            Digit = One(0.0001, 0.01, 0.1),
            Seed = seed,
        };
        return drawn.OerstedPerAmpere < 100
            ? drawn with { Rate = 20, Limit = 800, Tolerance = 0.2, Noise = drawn.Noise / 2, Digit = drawn.Digit / 5 }
            : drawn;

        T One<T>(params T[] choices) => choices[random.Next(choices.Length)];
    }

    private static async Task HoldsAsync(SimulatedMagnetConditions conditions, Random random)
    {
        var bench = new SimulatedMagnetBench(conditions);
        double last = 0;
        for (int i = 0; i < 5; i++)
        {
            last = random.Next(8) switch
            {
                0 => conditions.Limit,
                1 => -conditions.Limit,
                2 or 3 => 0,
                4 => Math.Round(conditions.Limit * ((random.NextDouble() * 2) - 1)),
                5 => Math.Round(conditions.Limit * random.NextDouble(), 1),
                6 => (last * 0.95) + 3,
                _ => (last * 0.99) + 1.5,
            };
            await HoldsAsync(bench, conditions, last);
        }
    }

    private static async Task HoldsAsync(SimulatedMagnetBench bench, SimulatedMagnetConditions conditions, double oersted)
    {
        bool isStepKnown = conditions.TellsSetPoint || conditions.KnowsResolution;
        double step = conditions.StepOersted;
        double before = bench.Coil.Oersted;
        double started = bench.Coil.Now;
        int queries = bench.Gaussmeter.Queries;
        bench.Forget();
        SettledField settled;
        try
        {
            settled = await bench.Magnet.SetFieldAsync(MagneticField.FromOersted(oersted));
        }
        catch (InstrumentException error)
        {
            Assert.Fail($"{oersted} Oe with {conditions}: {error.Message}");
            return;
        }

        double field = bench.Coil.Oersted;
        double stated = settled.Field.Oersted;
        double largestError = Math.Max(conditions.Tolerance, Math.Max(settled.Resolution.Oersted, step)) * 1.1;
        Holds(Math.Abs(field - oersted) <= largestError + conditions.Tolerance + conditions.Digit, "the field is near");
        Holds(
            Math.Abs(field - stated) <= Math.Max(Sigmas * settled.Uncertainty.Oersted, conditions.Digit),
            "the field is what was stated");
        Holds(
            Math.Max(bench.Range.Largest, -bench.Range.Least) <= conditions.Limit + (isStepKnown ? 0 : step),
            "the limit was not passed, but by one step that nobody could know");
        double beyond = Math.Max(bench.Range.Largest - Math.Max(before, oersted), Math.Min(before, oersted) - bench.Range.Least);
        Holds(
            beyond <= (conditions.Tolerance * 1.2) + (step * (isStepKnown ? 1.1 : 2)) + conditions.Digit,
            "the field did not go beyond");
        Holds(bench.MostAhead <= (bench.AllowedAhead * RateRounding) + (2 * step), "the rate was kept");
        Holds(
            bench.Gaussmeter.Queries - queries <= ((bench.Coil.Now - started) * conditions.ReadingsPerSecond) + 3,
            "the gaussmeter was asked no more often than it measures");

        void Holds(bool condition, string what) => Assert.True(
            condition,
            $"{what}: from {before:F3} to {oersted:F3} Oe it is {field:F3}, stated {stated:F3} ± "
                + $"{settled.Uncertainty.Oersted:F3}, "
            + $"was {bench.Range.Least:F2} to {bench.Range.Largest:F2}, {bench.MostAhead:F1} ahead, with {conditions}");
    }
}
