using Lab.Instruments.Benches;
using Lab.Quantities;
using Lab.Runs.Calibrations;

namespace Lab.Runs.Protocols;

/// <summary>What an experiment works with: the open bench, the seed, and the calibrations, of which it keeps account.</summary>
/// <param name="bench">The open bench.</param>
/// <param name="seed">The run's seed, for protocols that draw random numbers.</param>
public sealed class ExperimentContext(IBench bench, ulong seed)
{
    private readonly List<CalibrationRecord> used = [];

    /// <summary>The open bench.</summary>
    public IBench Bench => bench;

    /// <summary>The run's seed.</summary>
    public ulong Seed => seed;

    /// <summary>The calibrations that were asked for, each once.</summary>
    public IReadOnlyList<CalibrationRecord> CalibrationsUsed => used;

    /// <summary>The loss between an RF generator and the chain, by which set-points at the junction are raised.</summary>
    public LevelRatio UseRfLoss(string instrument)
    {
        LevelRatio loss = bench.Definition.RfLossOf(instrument);
        Use(new CalibrationRecord($"{instrument}/loss", loss.Decibels, "dB", Uncertainty: null, "bench file"));
        return loss;
    }

    private void Use(CalibrationRecord record)
    {
        if (!used.Contains(record))
        {
            used.Add(record);
        }
    }
}
