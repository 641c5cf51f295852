using Lab.Quantities;
using Lab.Runs.Settings;

namespace Lab.Protocols.Sweeps;

/// <summary>Settings of <see cref="SweepProtocol"/>.</summary>
public sealed record SweepSettings
{
    /// <summary>The axes.</summary>
    [Setting(
        "Up to four axes, the fastest first, joined by ';': a channel of the bench, its values as a sweep or 'from table', then "
            + "'up and down', 'snake', 'reset 1 s', 'settle 50 ms'.")]
    public string Axes { get; init; } = "rf.frequency 330..362 MHz step 0.5 MHz";

    /// <summary>The readings.</summary>
    [Setting("What is read at each point, such as voltmeter.voltage, smu.resistance.")]
    public string Read { get; init; } = "voltmeter.voltage";

    /// <summary>Derived columns.</summary>
    [Setting(
        "Columns by formulas, joined by ';', such as conductance = smu.current / smu.voltage; 'in mS' after one is its unit.")]
    public string Derived { get; init; } = string.Empty;

    /// <summary>Set-points that stay.</summary>
    [Setting("Set-points that stay for the whole run, such as rf.power -14 dBm; they win over the operating point.")]
    public string Hold { get; init; } = string.Empty;

    /// <summary>Whether the bench's operating point is set first.</summary>
    [Setting("Whether the operating point of the bench file is set first, as far as no axis moves it.")]
    public bool OperatingPoint { get; init; } = true;

    /// <summary>Readings of a point.</summary>
    [Setting("How often each reading is taken at a point: their mean and standard deviation are recorded.")]
    public int Averages { get; init; } = 1;

    /// <summary>Elements of an array.</summary>
    [Setting("Samples of a reading that is an array, such as voltmeter.burst.")]
    public int Samples { get; init; } = 100;

    /// <summary>Wait after a set-point.</summary>
    [Setting("Wait after a set-point of an axis that names none with 'settle', beyond what the instrument waits.")]
    public Duration Settle { get; init; } = Duration.FromMilliseconds(10);

    /// <summary>The file of 'from table'.</summary>
    [Setting("File with the values of axes that are written 'from table'.", IsFile = true)]
    public string Table { get; init; } = string.Empty;
}
