using Lab.Mocks.Stages;

namespace Lab.Mocks.WaveformGenerators;

/// <summary>One channel of the twin of a 33622A: its settings and its memory of waveforms.</summary>
/// <param name="number">Its number.</param>
internal sealed class Keysight33622AChannel(int number)
{
    private ReconstructionFilter? filter;
    private (bool IsSmooth, double Bandwidth) made;

    /// <summary>Its number, which is its terminal's name.</summary>
    public int Number { get; } = number;

    public string Function { get; set; } = "SIN";

    public double Frequency { get; set; } = 1e3;

    /// <summary>From peak to peak, V at the load that is set.</summary>
    public double Amplitude { get; set; } = 0.1;

    public double Offset { get; set; }

    public string Unit { get; set; } = "VPP";

    /// <summary>The load that is set, Ω; infinite for a high impedance.</summary>
    public double LoadOhms { get; set; } = 50;

    public bool IsInverted { get; set; }

    public bool IsOn { get; set; }

    public string Feed { get; set; } = "NONE";

    public string Arb { get; set; } = string.Empty;

    public double ArbRate { get; set; } = 40e3;

    public string ArbFilter { get; set; } = "STEP";

    public string ArbAdvance { get; set; } = "SRAT";

    public bool IsBurst { get; set; }

    public string BurstMode { get; set; } = "TRIG";

    public double BurstCycles { get; set; } = 1;

    public double BurstPeriod { get; set; } = 10e-3;

    public double BurstPhase { get; set; }

    public string TriggerSource { get; set; } = "IMM";

    public string TriggerSlope { get; set; } = "POS";

    public double TriggerDelay { get; set; }

    public double TriggerCount { get; set; } = 1;

    public double TriggerTimer { get; set; } = 1;

    public double Phase { get; set; }

    public double DutyCycle { get; set; } = 50;

    public double Symmetry { get; set; } = 100;

    /// <summary>Its waveforms by name.</summary>
    public Dictionary<string, short[]> Waves { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Its sequences by name: pieces, and whether a trigger is awaited after each.</summary>
    public Dictionary<string, IReadOnlyList<(PlayedSegment Segment, bool Waits)>> Sequences { get; } =
        new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The part of the sequence that the next trigger starts.</summary>
    public int NextRun { get; set; }

    /// <summary>The waveform that comes out of it; <see langword="null"/> while it waits.</summary>
    public PlayedWaveform? Playing { get; set; }

    /// <summary>The samples in its memory.</summary>
    public long Used => Waves.Values.Sum(wave => (long)wave.Length);

    /// <summary>The open-circuit voltage over the voltage at the load that is set.</summary>
    public double OpenRatio => double.IsInfinity(LoadOhms) ? 1 : (50 + LoadOhms) / LoadOhms;

    /// <summary>The parts that are given out, each for one trigger; none where the function has no samples.</summary>
    public IReadOnlyList<IReadOnlyList<PlayedSegment>> Runs()
    {
        if (Function != "ARB")
        {
            return Samples() is { } samples ? [[new PlayedSegment(samples, 1)]] : [];
        }

        if (Waves.TryGetValue(Arb, out short[]? wave))
        {
            return [[new PlayedSegment(wave, 1)]];
        }

        if (!Sequences.TryGetValue(Arb, out IReadOnlyList<(PlayedSegment Segment, bool Waits)>? pieces))
        {
            return [];
        }

        var runs = new List<IReadOnlyList<PlayedSegment>>();
        var run = new List<PlayedSegment>();
        foreach ((PlayedSegment segment, bool waits) in pieces)
        {
            run.Add(segment);
            if (waits)
            {
                runs.Add([.. run]);
                run.Clear();
            }
        }

        return run.Count > 0 ? [.. runs, run] : runs;
    }

    /// <summary>Samples per second of what is given out.</summary>
    public double Rate => Function == "ARB" ? ArbRate : Frequency * PeriodSamples;

    /// <summary>The filter of its output; its table is made anew where something of it has changed.</summary>
    /// <param name="bandwidth">The bandwidth of its amplifier, Hz.</param>
    public ReconstructionFilter Filter(double bandwidth)
    {
        (bool IsSmooth, double Bandwidth) wanted = (Function, ArbFilter) switch
        {
            ("SIN", _) or ("ARB", "NORM") => (true, bandwidth / Rate),
            ("ARB", "STEP") => (false, Math.Min(StepBandwidth, bandwidth / Rate)),
            _ => (false, bandwidth / Rate),
        };
        if (filter is null || made != wanted)
        {
            filter = wanted.IsSmooth
                ? ReconstructionFilter.Smooth(wanted.Bandwidth)
                : ReconstructionFilter.Hold(wanted.Bandwidth);
            made = wanted;
        }

        return filter;
    }

    private const int PeriodSamples = 64;

    // The step filter's bandwidth as a part of the rate [assumption].
    private const double StepBandwidth = 0.25;

    // One period of the functions that have one here; noise and pseudo-random bits have none.
    private short[]? Samples() => Function switch
    {
        "SIN" => [.. Enumerable.Range(0, PeriodSamples).Select(
            i => (short)Math.Round(short.MaxValue * Math.Sin(2 * Math.PI * i / PeriodSamples)))],
        "SQU" => [.. Enumerable.Range(0, PeriodSamples).Select(
            i => i < DutyCycle / 100 * PeriodSamples ? short.MaxValue : (short)-short.MaxValue)],
        "RAMP" or "TRI" => [.. Enumerable.Range(0, PeriodSamples).Select(
            i => (short)(short.MaxValue * ((2.0 * i / (PeriodSamples - 1)) - 1)))],
        "DC" => [0],
        _ => null,
    };
}
