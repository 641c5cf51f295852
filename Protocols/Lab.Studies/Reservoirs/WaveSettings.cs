using Lab.Models.Reservoirs;
using Lab.Quantities;
using Lab.Runs.Settings;

namespace Lab.Studies.Reservoirs;

/// <summary>Settings of the classification of waveforms by an oscillator, on a model and on a bench.</summary>
public abstract record WaveSettings
{
    private static readonly Duration LongestNode = Duration.FromNanoseconds(100_000);

    /// <summary>The centre frequencies.</summary>
    [Setting("Centre frequencies of the drive.")]
    public Sweep<Frequency> Centres { get; init; } = Sweep<Frequency>.Parse("225..241 MHz step 1 MHz");

    /// <summary>The periods.</summary>
    [Setting("Periods of eight points, a sine or a square each as likely; the first half of the points is trained on.")]
    public int Periods { get; init; } = 100;

    /// <summary>The window of sines.</summary>
    [Setting("Full width of the window of frequencies of a sine.")]
    public Frequency SineWindow { get; init; } = Frequency.FromMegahertz(4);

    /// <summary>The window of squares.</summary>
    [Setting("Full width of the window of frequencies of a square; also of both in the variant that needs memory.")]
    public Frequency SquareWindow { get; init; } = Frequency.FromMegahertz(6);

    /// <summary>Whether the variant that needs memory is taken.</summary>
    [Setting("Whether the variant with identical values, which needs memory, is taken too.")]
    public bool MemoryTask { get; init; } = true;

    /// <summary>The centres of the variant that needs memory.</summary>
    [Setting("Centre frequencies of that variant.")]
    public Sweep<Frequency> MemoryCentres { get; init; } = Sweep<Frequency>.Parse("230.5, 231 MHz");

    /// <summary>Nodes.</summary>
    [Setting("Nodes of a point; the mask has a weight of -1 or 1 for each.")]
    public int Nodes { get; init; } = 25;

    /// <summary>Masks.</summary>
    [Setting("Masks, each with waves and noise of its own; error bars are over them.")]
    public int Masks { get; init; } = 1;

    /// <summary>The time of a node.</summary>
    [Setting("Time of a node.")]
    public Duration NodeTime { get; init; } = Duration.FromNanoseconds(150);

    /// <summary>Repeats.</summary>
    [Setting("Repeats of the record that are averaged. One shot does not give the thesis' rates at a line of 1 MHz; 16 do.")]
    public int Shots { get; init; } = 16;

    /// <summary>Where the phase begins to count.</summary>
    [Setting("Time from the start of a node after which its phase counts.")]
    public Duration PhaseSettle { get; init; } = Duration.FromNanoseconds(100);

    /// <summary>Where the frequency begins to count.</summary>
    [Setting("Time from the start of a node after which its frequency counts.")]
    public Duration FrequencySettle { get; init; } = Duration.FromSeconds(0);

    /// <summary>Where the amplitude begins to count.</summary>
    [Setting("Time from the start of a node after which its amplitude counts.")]
    public Duration AmplitudeSettle { get; init; } = Duration.FromNanoseconds(50);

    /// <summary>The current.</summary>
    [Setting("Current through the oscillator.")]
    public Current Current { get; init; } = Current.FromAmperes(5e-3);

    /// <summary>The oscillator's frequency.</summary>
    [Setting("Frequency of the oscillator at this current, the middle of the locking range; frequencies count in units of it.")]
    public Frequency Frequency { get; init; } = Frequency.FromMegahertz(232);

    /// <summary>The locking range.</summary>
    [Setting("Full width of the locking range, which the figure shows.")]
    public Frequency LockingRange { get; init; } = Frequency.FromMegahertz(7);

    /// <summary>The bias column.</summary>
    [Setting("Whether a column of ones stands beside the states in the results; the table has both.", IsAnalysis = true)]
    public bool Bias { get; init; }

    /// <summary>How a node is read.</summary>
    internal NodeReading Reading => new(PhaseSettle / NodeTime, FrequencySettle / NodeTime, AmplitudeSettle / NodeTime);

    /// <summary>The lowest and the highest frequency of the drive.</summary>
    internal (Frequency From, Frequency To) Band
    {
        get
        {
            Frequency[] all = [.. Centres, .. MemoryTask ? MemoryCentres : Enumerable.Empty<Frequency>()];
            Frequency half = Frequency.FromHertz(Math.Max(SineWindow.Hertz, SquareWindow.Hertz) / 2);
            return (all.Min() - half, all.Max() + half);
        }
    }

    /// <summary>Refuses settings that contradict each other.</summary>
    /// <exception cref="SettingsException">A number is out of its range.</exception>
    internal void Validate()
    {
        ReservoirBounds.RequireCount("periods", Periods, 4, 100_000);
        ReservoirBounds.RequireCount("nodes", Nodes, 1, 10_000);
        ReservoirBounds.RequireCount("masks", Masks, 1, 1000);
        ReservoirBounds.RequireCount("shots", Shots, 1, 10_000);
        if (!(SineWindow.Hertz > 0) || !(SquareWindow.Hertz > 0) || !(NodeTime.Seconds > 0) || !(Band.From.Hertz > 0)
            || !(Frequency.Hertz > 0) || !(LockingRange.Hertz > 0))
        {
            throw new SettingsException(
                $"The settings 'sine_window' ({SineWindow}), 'square_window' ({SquareWindow}), 'node_time' ({NodeTime}), "
                    + $"'frequency' ({Frequency}), 'locking_range' ({LockingRange}) and the lowest frequency of the drive "
                    + $"({Band.From}) have to be positive.");
        }

        if (!(NodeTime <= LongestNode))
        {
            throw new SettingsException($"The setting 'node_time' is {NodeTime}; it has to be up to {LongestNode}.");
        }

        ReservoirSize.RequireStates((long)Periods * WaveSequence.PointsOfPeriod, Nodes, "eight a period, 'periods'");
        foreach ((string name, Duration settle) in ((string, Duration)[])
            [("phase_settle", PhaseSettle), ("frequency_settle", FrequencySettle), ("amplitude_settle", AmplitudeSettle)])
        {
            if (!(settle.Seconds >= 0 && settle < NodeTime))
            {
                throw new SettingsException(
                    $"The setting '{name}' is {settle}; it has to be within a node of {NodeTime}, so that something of it is "
                        + "read.");
            }
        }
    }
}
