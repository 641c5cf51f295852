namespace Lab.Endurance.Kills;

/// <summary>How one kind of end went.</summary>
/// <param name="End">The cause of the end of the runs.</param>
public sealed record MatrixRow(string End)
{
    private readonly List<string> faults = [];

    /// <summary>How often it was tried.</summary>
    public int Count { get; private set; }

    /// <summary>How many of the runs had ended by themselves before they could be ended.</summary>
    public int TooLate { get; private set; }

    /// <summary>How many left the bench safe in time, in order and with all acknowledged points.</summary>
    public int Held { get; private set; }

    /// <summary>How many were resumed to the record of an unbroken run.</summary>
    public int Resumed { get; private set; }

    /// <summary>The longest time from the end to all outputs off and all currents zero, s.</summary>
    public double WorstSeconds { get; private set; }

    /// <summary>The rules that did not hold, in words.</summary>
    public IReadOnlyList<string> Faults => faults;

    internal void Add(Ending ending)
    {
        lock (faults)
        {
            Count++;
            TooLate += ending.WasTooLate ? 1 : 0;
            Held += ending.Faults.Count == 0 ? 1 : 0;
            Resumed += ending.WasResumed ? 1 : 0;
            WorstSeconds = Math.Max(WorstSeconds, ending.SecondsToSafe);
            faults.AddRange(ending.Faults);
        }
    }

    /// <summary>One end of a run.</summary>
    internal sealed class Ending
    {
        public List<string> Faults { get; } = [];

        public bool WasTooLate { get; set; }

        public bool WasResumed { get; set; }

        public double SecondsToSafe { get; set; }
    }
}
