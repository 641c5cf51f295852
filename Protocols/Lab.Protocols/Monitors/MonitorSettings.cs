using Lab.Runs.Settings;

namespace Lab.Protocols.Monitors;

/// <summary>Settings of <see cref="MonitorProtocol"/>.</summary>
public sealed record MonitorSettings
{
    /// <summary>The readings.</summary>
    [Setting("What is read, such as voltmeter.voltage, gaussmeter.field.")]
    public string Read { get; init; } = "voltmeter.voltage";

    /// <summary>Derived columns.</summary>
    [Setting("Columns by formulas, joined by ';', such as power = smu.current * smu.voltage in uW.")]
    public string Derived { get; init; } = string.Empty;

    /// <summary>Time between readings.</summary>
    [Setting("Time from one reading to the next. Where the readings take longer, the next follows at once.")]
    public Quantities.Duration Interval { get; init; } = Quantities.Duration.FromSeconds(1);

    /// <summary>How many readings.</summary>
    [Setting("How many readings are taken; none goes on until it is stopped, or for the duration.")]
    public int? Count { get; init; }

    /// <summary>How long.</summary>
    [Setting("How long it goes on, from the first reading to the last; none goes on until it is stopped, or for the count.")]
    public Quantities.Duration? Duration { get; init; }

    /// <summary>Set-points that stay.</summary>
    [Setting("Set-points that are set first and stay, such as smu.current 10 uA; none touches nothing.")]
    public string Hold { get; init; } = string.Empty;

    /// <summary>Whether the bench's operating point is set first.</summary>
    [Setting("Whether the operating point of the bench file is set first.")]
    public bool OperatingPoint { get; init; }

    /// <summary>Readings of a point.</summary>
    [Setting("How often each reading is taken at a point: their mean and standard deviation are recorded.")]
    public int Averages { get; init; } = 1;

    /// <summary>Elements of an array.</summary>
    [Setting("Samples of a reading that is an array, such as voltmeter.burst.")]
    public int Samples { get; init; } = 100;
}
