using Lab.Benches;
using Lab.Runs.Calibrations;
using Lab.Runs.Records;

namespace Lab.Runs.Protocols;

/// <summary>The surroundings of an experiment: the open bench, the seed, and the calibrations,
/// of which it keeps account.</summary>
/// <param name="bench">The open bench.</param>
/// <param name="seed">The run's seed, for protocols that draw random numbers.</param>
/// <param name="calibrations">The calibrations of the bench.</param>
public sealed class ExperimentContext(IBench bench, ulong seed, CalibrationsInForce calibrations)
{
    private const ulong PartsOfARun = 1_000_000;

    private readonly List<CalibrationRecord> used = [];
    private object? learned;

    /// <summary>The open bench.</summary>
    public IBench Bench => bench;

    /// <summary>The calibrations of the bench.</summary>
    public CalibrationsInForce Calibrations => calibrations;

    /// <summary>The run's seed.</summary>
    public ulong Seed => seed;

    /// <summary>Where the run keeps files beside its record, such as a trained network; <see langword="null"/> where it is not
    /// recorded.</summary>
    public string? Folder { get; init; }

    /// <summary>The points on record where a run goes on after the last of them; <see langword="null"/> for a new run, and on a
    /// virtual clock, where the points are measured again instead.</summary>
    public IRunData? Recorded { get; init; }

    /// <summary>The calibrations that were asked for, each once.</summary>
    public IReadOnlyList<CalibrationRecord> CalibrationsUsed => used;

    /// <summary>The seed of one part of the run, such as a training of many; no two of the first million parts of any runs share
    /// one.</summary>
    public ulong SeedOf(int part) => (seed * PartsOfARun) + (ulong)part;

    /// <summary>The state learned from the points of the run so far. It outlives each measurement: every preparation of a run
    /// gets the same object.</summary>
    /// <typeparam name="T">The type of the learned state.</typeparam>
    /// <param name="learn">Makes it at the first preparation, from <see cref="Recorded"/>.</param>
    public T Learned<T>(Func<IRunData?, T> learn)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(learn);
        T known = learned as T ?? learn(Recorded);
        learned = known;
        return known;
    }

    /// <summary>The calibration of a name, of which account is kept, and a copy with its curves in the run's folder;
    /// <see langword="null"/> where none is in force.</summary>
    /// <exception cref="RunException">The copy cannot be written.</exception>
    public CalibrationRecord? FindCalibration(string name)
    {
        CalibrationRecord? found = calibrations.Find(name);
        if (found is not null)
        {
            Use(Folder is null || used.Exists(known => known.Name == name) ? found : found with { Copy = Keep(found, Folder) });
        }

        return found;
    }

    /// <summary>Whether a calibration speaks of the bench that is open: one of a real bench is also used on the twins of its
    /// rehearsal, whose sample it does not describe.</summary>
    /// <param name="record">The calibration.</param>
    public bool Describes(CalibrationRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return record.Simulated || !bench.IsSimulated;
    }

    /// <summary>Keeps account of what is used where no calibration is in force, such as a value of the bench file.</summary>
    /// <param name="record">The value, as a calibration would have it.</param>
    public void UseInstead(CalibrationRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        Use(record);
    }

    private static string? Keep(CalibrationRecord record, string folder)
    {
        string name = string.Concat(record.Name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' ? c : '-'));
        return RunFiles.TakeText(RunFiles.Calibration, $"{name}.json", $"{CalibrationStore.ToJson(record)}\n", folder).Copy;
    }

    // run.json names what the run used; the curves are in the copy.
    private void Use(CalibrationRecord record)
    {
        if (!used.Exists(known => known.Name == record.Name))
        {
            used.Add(record.WithoutCurves());
        }
    }
}
