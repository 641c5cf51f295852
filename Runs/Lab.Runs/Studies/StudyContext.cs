using Lab.Benches;
using Lab.Runs.Protocols;
using Lab.Runs.Records;

namespace Lab.Runs.Studies;

/// <summary>The surroundings of a study: seeds, a folder for files, and the points on record where it is taken up.</summary>
/// <param name="context">The context of the run.</param>
public sealed class StudyContext(ExperimentContext context)
{
    /// <summary>The seed of the run.</summary>
    public ulong Seed => context.Seed;

    /// <summary>Where the run keeps files beside its record, such as a trained network; <see langword="null"/> where it is not
    /// recorded.</summary>
    public string? Folder => context.Folder;

    /// <summary>The points on record where a run is taken up; <see langword="null"/> for a new run.</summary>
    public IRunData? Recorded => context.Recorded;

    /// <summary>The bench file from which a study takes a device (<see cref="IStudyProtocol.TakesDevice"/>). Its instruments are
    /// not opened.</summary>
    public BenchDefinition Device => context.Bench.Definition;

    /// <summary>The seed of one part of the run, such as a training of many.</summary>
    /// <param name="part">The part, from 0.</param>
    public ulong SeedOf(int part) => context.SeedOf(part);
}
