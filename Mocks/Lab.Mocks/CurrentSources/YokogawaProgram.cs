namespace Lab.Mocks.CurrentSources;

/// <summary>The program of a GS200: levels that are approached one after another, each within the slope time, one every interval
/// (user's manual, program output).</summary>
internal sealed class YokogawaProgram
{
    /// <summary>The clock counts nanoseconds: what is due within one is due.</summary>
    private const double TickSeconds = 1e-9;

    private readonly List<double> levels = [];
    private double startLevel;
    private double startSeconds;
    private double? pausedSeconds;

    /// <summary>Whether levels that are set are written down instead.</summary>
    public bool IsEditing { get; private set; }

    /// <summary>Whether it runs, even if it pauses.</summary>
    public bool IsRunning { get; private set; }

    /// <summary>Whether it stands still until it is continued.</summary>
    public bool IsPaused => pausedSeconds is not null;

    /// <summary>Time between the starts of two steps, s.</summary>
    public double IntervalSeconds { get; set; } = 1;

    /// <summary>Time in which a step's level is approached, s.</summary>
    public double SlopeSeconds { get; set; }

    /// <summary>Whether it starts again after its last step.</summary>
    public bool Repeats { get; set; }

    /// <summary>Time that it takes from start to end, s; infinite if it repeats.</summary>
    public double DurationSeconds => Repeats ? double.PositiveInfinity : levels.Count * IntervalSeconds;

    /// <summary>How many steps it has.</summary>
    public int StepCount => levels.Count;

    /// <summary>Whether it has no step.</summary>
    public bool IsEmpty => levels.Count == 0;

    /// <summary>Begins a new program.</summary>
    public void Edit()
    {
        levels.Clear();
        IsEditing = true;
    }

    /// <summary>Ends the editing.</summary>
    public void EndEdit() => IsEditing = false;

    /// <summary>Writes down a step.</summary>
    public void Add(double level) => levels.Add(level);

    /// <summary>Starts from a level.</summary>
    public void Run(double fromLevel, double nowSeconds)
    {
        startLevel = fromLevel;
        startSeconds = nowSeconds;
        pausedSeconds = null;
        IsRunning = true;
    }

    /// <summary>Stops where it is.</summary>
    public void Stop()
    {
        IsRunning = false;
        pausedSeconds = null;
    }

    /// <summary>Stands still where it is.</summary>
    public void Pause(double nowSeconds) => pausedSeconds ??= nowSeconds;

    /// <summary>Goes on after a pause.</summary>
    public void Continue(double nowSeconds)
    {
        startSeconds += nowSeconds - (pausedSeconds ?? nowSeconds);
        pausedSeconds = null;
    }

    /// <summary>The level at a time, and whether the program has ended by then.</summary>
    public (double Level, bool HasEnded) At(double nowSeconds)
    {
        double elapsed = (pausedSeconds ?? nowSeconds) - startSeconds + TickSeconds;
        if (elapsed >= DurationSeconds)
        {
            return (levels[^1], true);
        }

        int step = (int)(elapsed / IntervalSeconds);
        double from = step == 0 ? startLevel : levels[(step - 1) % levels.Count];
        double to = levels[step % levels.Count];
        double slope = Math.Min(SlopeSeconds, IntervalSeconds);
        double within = elapsed - (step * IntervalSeconds);
        return (within >= slope ? to : from + ((to - from) * within / slope), false);
    }
}
