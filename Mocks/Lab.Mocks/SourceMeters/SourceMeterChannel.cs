using Lab.Mocks.CurrentSources;

namespace Lab.Mocks.SourceMeters;

/// <summary>The state of one channel of a source-measure unit with several.</summary>
internal sealed class SourceMeterChannel
{
    /// <summary>The current that it sources, A.</summary>
    public double Amperes { get; set; }

    /// <summary>The voltage that it sources, V.</summary>
    public double Volts { get; set; }

    /// <summary>The voltage that a source of a current does not exceed, V.</summary>
    public double VoltageLimit { get; set; }

    /// <summary>The current that a source of a voltage does not exceed, A.</summary>
    public double CurrentLimit { get; set; }

    /// <summary>Integration in periods of the mains.</summary>
    public double Cycles { get; set; }

    /// <summary>Whether it sources a current.</summary>
    public bool SourcesCurrent { get; set; }

    /// <summary>Whether the output is on.</summary>
    public bool IsOn { get; set; }

    /// <summary>Whether a reading switches the output on by itself.</summary>
    public bool SwitchesOn { get; set; }

    /// <summary>Whether the voltage is sensed with wires of its own.</summary>
    public bool HasFourWires { get; set; }

    /// <summary>What is measured.</summary>
    public HashSet<string> Functions { get; } = [];

    /// <summary>Where it ends up on its load.</summary>
    public OperatingPoint Point { get; private set; }

    /// <summary>Sets everything as a reset does.</summary>
    public void Reset()
    {
        (Amperes, Volts, VoltageLimit, CurrentLimit, Cycles) = (0, 0, 2, 1e-4, 1);
        (SourcesCurrent, IsOn, SwitchesOn, HasFourWires) = (false, false, true, false);
        Functions.Clear();
        Functions.UnionWith(["VOLT", "CURR", "RES"]);
    }

    /// <summary>Goes to its operating point.</summary>
    /// <param name="ohms">The load, Ω.</param>
    public void Settle(double ohms) => Point = !IsOn ? default
        : SourcesCurrent ? OperatingPoint.OfCurrentSource(Amperes, VoltageLimit, ohms)
        : OperatingPoint.OfVoltageSource(Volts, CurrentLimit, ohms);
}
