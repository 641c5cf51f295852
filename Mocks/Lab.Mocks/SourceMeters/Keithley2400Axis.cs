using Lab.Mocks.Scpi;

namespace Lab.Mocks.SourceMeters;

/// <summary>The voltage or the current of a 2400: what it is as a source, as a limit and as a measurement.</summary>
internal sealed class Keithley2400Axis
{
    /// <summary>A range goes up to 105 % of its name (2400 specifications).</summary>
    private const double Overrange = 1.05;

    private readonly double[] ranges;
    private readonly double initialProtection;
    private readonly ScpiNumber level;
    private double sourceRange;
    private bool autoSourceRange;
    private double senseRange;
    private bool autoSenseRange;

    /// <summary>Creates the quantity and its commands.</summary>
    /// <param name="commands">The twin's commands.</param>
    /// <param name="node">The node of its headers.</param>
    /// <param name="unit">Its unit.</param>
    /// <param name="ranges">Its ranges, smallest first.</param>
    /// <param name="protection">The limit after <c>*RST</c>.</param>
    /// <param name="changed">Called when the level or the limit changed.</param>
    /// <param name="isTripped">Whether its limit holds at the moment.</param>
    public Keithley2400Axis(
        ScpiCommandSet commands, string node, string unit, double[] ranges, double protection, Action changed,
        Func<bool> isTripped)
    {
        this.ranges = ranges;
        initialProtection = protection;
        double largest = ranges[^1] * Overrange;
        level = new ScpiNumber
        {
            Unit = unit,
            Minimum = () => -SourceLimit,
            Maximum = () => SourceLimit,
            Default = 0,
            Format = Keithley2400Twin.Write,
        };

        string source = $"[:SOURce[1]]:{node}";
        commands.Number($"{source}[:LEVel][:IMMediate][:AMPLitude]", level, () =>
        {
            sourceRange = autoSourceRange ? RangeFor(level.Value) : sourceRange;
            changed();
        });
        commands.Command($"{source}:RANGe", arguments =>
        {
            double chosen = RangeFor(arguments.Number(unit, -largest, largest));
            sourceRange = Math.Abs(level.Value) <= chosen * Overrange ? chosen : throw ScpiErrorException.SettingsConflict();
            autoSourceRange = false;
        });
        commands.Query($"{source}:RANGe", _ => Keithley2400Twin.Write(sourceRange));
        commands.Switch($"{source}:RANGe:AUTO", () => autoSourceRange, on => autoSourceRange = on);

        string sense = $"[:SENSe[1]]:{node}[:DC]";
        commands.Command($"{sense}:PROTection[:LEVel]", arguments =>
        {
            Protection = Math.Max(Math.Abs(arguments.Number(unit, -largest, largest)), ranges[0] * 1e-3);
            changed();
        });
        commands.Query($"{sense}:PROTection[:LEVel]", _ => Keithley2400Twin.Write(Protection));
        commands.Query($"{sense}:PROTection:TRIPped", _ => isTripped() ? "1" : "0");
        commands.Command($"{sense}:RANGe[:UPPer]", arguments =>
        {
            senseRange = RangeFor(arguments.Number(unit, -largest, largest));
            autoSenseRange = false;
        });
        commands.Query($"{sense}:RANGe[:UPPer]", _ => Keithley2400Twin.Write(senseRange));
        commands.Switch($"{sense}:RANGe:AUTO", () => autoSenseRange, on => autoSenseRange = on);
        Reset();
    }

    /// <summary>The level as a source.</summary>
    public double Level => level.Value;

    /// <summary>The limit while the other quantity is sourced.</summary>
    public double Protection { get; private set; }

    private double SourceLimit => (autoSourceRange ? ranges[^1] : sourceRange) * Overrange;

    /// <summary>Sets everything as <c>*RST</c> does.</summary>
    public void Reset()
    {
        level.Value = level.Default;
        sourceRange = ranges[0];
        autoSourceRange = true;
        senseRange = ranges[^1];
        autoSenseRange = true;
        Protection = initialProtection;
    }

    /// <summary>The reading of a value: infinite over range.</summary>
    public double Measure(double value)
    {
        senseRange = autoSenseRange ? RangeFor(value) : senseRange;
        return Math.Abs(value) <= senseRange * Overrange ? value : double.PositiveInfinity;
    }

    private double RangeFor(double value) => ranges.FirstOrDefault(range => Math.Abs(value) <= range * Overrange, ranges[^1]);
}
