using Lab.Instruments.Shots;

namespace Lab.Instruments.Drivers.DaqCards;

/// <summary>A shot that a card holds: its tasks, and the memory into which it is read, the same for each shot.</summary>
internal sealed class PreparedShot
{
    /// <summary>The waveforms.</summary>
    public required IReadOnlyList<PlayTask> Plays { get; init; }

    /// <summary>The records.</summary>
    public required IReadOnlyList<CaptureTask> Captures { get; init; }

    /// <summary>The pulses, with the delays that they have now.</summary>
    public required IReadOnlyList<PulseTask> Pulses { get; set; }

    /// <summary>Whether the card gives the trigger.</summary>
    public required bool IsSource { get; init; }

    /// <summary>How often the waveforms come one after the other.</summary>
    public required int Repetitions { get; init; }

    /// <summary>Samples of one repetition: those of a waveform, or of a record where there is none.</summary>
    public required int Length { get; init; }

    /// <summary>The rate at which it is taken, 1/s.</summary>
    public required double SamplesPerSecond { get; set; }

    /// <summary>Samples of an input that are read at once.</summary>
    public required int ChunkLength { get; init; }

    /// <summary>What is read at once, V, shape [input, sample].</summary>
    public required double[] Chunk { get; init; }

    /// <summary>The records of all inputs, V, shape [input, sample].</summary>
    public required double[][] Records { get; init; }

    /// <summary>The counters that are armed.</summary>
    public HashSet<string> Armed { get; } = [];

    /// <summary>Whether inputs or outputs run.</summary>
    public bool IsRunning { get; set; }

    /// <summary>Samples of an input that are recorded in all.</summary>
    public int RecordLength => Records.Length > 0 ? Records[0].Length : 0;

    /// <summary>Time from the trigger to the last sample, s.</summary>
    public double ClockSeconds => Math.Max((double)Length * Repetitions, RecordLength) / SamplesPerSecond;

    /// <summary>Time from the trigger to the end of the last pulse, s; 0 without pulses.</summary>
    public double PulseSeconds => Pulses.Count == 0 ? 0
        : ((Repetitions - 1) * Length / SamplesPerSecond) + Pulses.Max(pulse => pulse.DelaySeconds + pulse.WidthSeconds);

    /// <summary>Time from the trigger to the end of the shot, s.</summary>
    public double DurationSeconds => Math.Max(ClockSeconds, PulseSeconds);
}
