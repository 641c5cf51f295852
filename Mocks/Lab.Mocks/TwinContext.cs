using Lab.Benches;
using Lab.Benches.Twins;
using Lab.Instruments.Described;
using Lab.Mocks.Rough;
using Lab.Mocks.Stages;
using Lab.Models.Randomness;

namespace Lab.Mocks;

/// <summary>The data that a twin is made from.</summary>
/// <param name="Name">The instrument's name on the bench.</param>
/// <param name="Settings">The driver's settings that concern the instrument as well, such as the mains frequency.</param>
/// <param name="Twin">The values that the bench file gives the twin: noise, offsets, errors.</param>
/// <param name="Stage">The virtual sample stage that all twins of the bench share.</param>
/// <param name="Seed">The seed of the virtual bench.</param>
public sealed record TwinContext(string Name, SettingValues Settings, SettingValues Twin, SampleStage Stage, ulong Seed)
{
    /// <summary>The description of the instrument; <see langword="null"/> where its driver is code.</summary>
    public InstrumentDescription? Description { get; init; }

    /// <summary>The twin's readings of a described instrument, by terminal and reading.</summary>
    public IReadOnlyDictionary<(string Terminal, string Reading), SimulatedReading> SimulatedReadings { get; init; } =
        new Dictionary<(string Terminal, string Reading), SimulatedReading>();

    /// <summary>The manners of a real instrument that the twin has; <see langword="null"/> for its polite form.</summary>
    public RoughManners? Rough { get; init; }

    /// <summary>A stream of random numbers of this twin's own, the same for the same seed.</summary>
    /// <param name="purpose">The purpose of the stream, so that two uses are independent.</param>
    public RandomStream Random(string purpose) => RandomStream.For(Seed, $"{Name}/{purpose}");

    /// <summary>Random numbers of this twin's own that follow from the seed and the number of the shot alone.</summary>
    /// <param name="purpose">The purpose of the numbers, so that two uses are independent.</param>
    public ShotStream RandomOfShots(string purpose) => Stage.Shots.StreamOf($"{Name}/{purpose}");

    /// <summary>Random numbers of this twin's readings: those of <see cref="Random"/> on a bench without shots, and those of
    /// the shot on one with.</summary>
    /// <param name="purpose">The purpose of the numbers, so that two uses are independent.</param>
    public ReadingStream RandomOfReadings(string purpose) => new(Stage.Shots, $"{Name}/{purpose}", Random(purpose));
}
