using Lab.Benches;
using Lab.Instruments.Clocks;
using Lab.Mocks.Parts;
using Lab.Models.Randomness;

namespace Lab.Mocks.Stages;

/// <summary>The data that a part of the sample is made from, and the data that the parts share.</summary>
/// <param name="bench">The bench with its sample, device spread included, and its wiring.</param>
/// <param name="seed">The seed of the virtual bench.</param>
/// <param name="clock">The clock on which the stage lives.</param>
public sealed class StageContext(BenchDefinition bench, ulong seed, TimeProvider clock)
{
    private readonly List<Func<double>> heat = [];

    /// <summary>The bench with its sample, device spread included, and its wiring.</summary>
    public BenchDefinition Bench { get; } = bench;

    /// <summary>The seed of the virtual bench.</summary>
    public ulong Seed { get; } = seed;

    /// <summary>The clock on which the stage lives.</summary>
    public TimeProvider Clock { get; } = clock;

    /// <summary>Time on it, s.</summary>
    public double NowSeconds => Clock.Now().Seconds;

    /// <summary>The shots of the bench, where it works by shots.</summary>
    public ShotSequence Shots { get; } = new(seed);

    /// <summary>The field in which the parts are.</summary>
    public StageField Field { get; } = new();

    /// <summary>The temperature of the sample.</summary>
    public StageTemperature Temperature { get; } =
        new((bench ?? throw new ArgumentNullException(nameof(bench))).Sample.Temperature.Kelvin);

    /// <summary>The power that turns to heat beside the junctions, W.</summary>
    public double HeatWatts => heat.Sum(source => source());

    /// <summary>How the sample died, or <see langword="null"/> while it lives.</summary>
    public SampleDamage? Damage { get; private set; }

    /// <summary>A stream of random numbers, the same for the same seed.</summary>
    /// <param name="purpose">The purpose of the stream, so that two uses are independent.</param>
    public RandomStream Random(string purpose) => RandomStream.For(Seed, $"stage/{purpose}");

    /// <summary>Random numbers that follow from the seed and the number of the shot alone.</summary>
    /// <param name="purpose">The purpose of the numbers, so that two uses are independent.</param>
    public ShotStream RandomOfShots(string purpose) => Shots.StreamOf($"stage/{purpose}");

    /// <summary>Draws how much a part differs from its design by the sample's <c>device_spread</c>: factors around 1, other ones
    /// for each seed, the same for the same part.</summary>
    /// <param name="part">The part's name.</param>
    public Func<double> SpreadOf(string part) => DeviceSpread.Factors(Bench.Sample, Seed, part);

    /// <summary>Adds a source of heat.</summary>
    /// <param name="watts">The power that it leaves beside the junctions now, W.</param>
    public void AddHeat(Func<double> watts) => heat.Add(watts);

    /// <summary>Destroys a part, unless one was destroyed before.</summary>
    /// <param name="damage">The part, and what broke it.</param>
    /// <returns>Whether it died now.</returns>
    public bool Destroy(SampleDamage damage)
    {
        bool isFirst = Damage is null;
        Damage ??= damage;
        return isFirst;
    }
}
