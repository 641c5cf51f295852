using Lab.Mocks.Meters;
using Lab.Mocks.Scpi;

namespace Lab.Mocks.Nanovoltmeters;

/// <summary>One voltage input of a 2182A: its range, filters and relative value.</summary>
internal sealed class Keithley2182AChannel
{
    /// <summary>A range reads up to 120 % of its name (2182A specifications).</summary>
    private const double Overrange = 1.2;

    /// <summary>7½ digits.</summary>
    private const double ResolutionOfRange = 1e-7;

    private readonly double[] ranges;
    private double windowPercent;
    private bool autoRange;

    /// <summary>Creates an input and its commands.</summary>
    /// <param name="commands">The twin's commands.</param>
    /// <param name="node">The node that names the channel, in brackets where it may be left out.</param>
    /// <param name="ranges">The ranges in volts, smallest first.</param>
    public Keithley2182AChannel(ScpiCommandSet commands, string node, params double[] ranges)
    {
        this.ranges = ranges;
        string header = $"[:SENSe[1]]:VOLTage[:DC]{node}";
        double largest = ranges[^1] * Overrange;
        commands.Command($"{header}:RANGe[:UPPer]", arguments =>
        {
            Select(Math.Abs(arguments.Number("V", -largest, largest)));
            autoRange = false;
        });
        commands.Query($"{header}:RANGe[:UPPer]", _ => $"{Range:F6}");
        commands.Switch($"{header}:RANGe:AUTO", () => autoRange, on => autoRange = on);
        commands.Switch($"{header}:LPASs[:STATe]", () => HasAnalogFilter, on => HasAnalogFilter = on);
        commands.Switch($"{header}:DFILter[:STATe]", () => Filter.IsOn, on => Restarting(() => Filter.IsOn = on));
        commands.Command($"{header}:DFILter:COUNt", arguments =>
        {
            int count = (int)arguments.Number(string.Empty, 1, 100);
            Restarting(() => Filter.Count = count);
        });
        commands.Query($"{header}:DFILter:COUNt", _ => $"{Filter.Count}");
        commands.Command($"{header}:DFILter:WINDow", arguments =>
        {
            windowPercent = arguments.Number(string.Empty, 0, 10);
            Restarting(() => { });
        });
        commands.Query($"{header}:DFILter:WINDow", _ => $"{windowPercent:F2}");
        commands.Word(
            $"{header}:DFILter:TCONtrol",
            ["MOVing", "REPeat"],
            () => Filter.IsRepeating ? "REP" : "MOV",
            word => Restarting(() => Filter.IsRepeating = word == "REP"));
        commands.Command($"{header}:REFerence", arguments => Reference = arguments.Number("V", -largest, largest));
        commands.Query($"{header}:REFerence", _ => Keithley2182ATwin.Write(Reference));
        commands.Switch($"{header}:REFerence:STATe", () => IsRelative, on => IsRelative = on);
        commands.Command(
            $"{header}:REFerence:ACQuire",
            _ => Reference = double.IsFinite(Last) ? Last : throw ScpiErrorException.SettingsConflict());
        Reset();
    }

    /// <summary>The range in use, V.</summary>
    public double Range { get; private set; }

    /// <summary>The digital filter.</summary>
    public DigitalFilter Filter { get; } = new();

    /// <summary>Whether the analogue low-pass filter is in the signal's path.</summary>
    public bool HasAnalogFilter { get; private set; }

    private double Reference { get; set; }

    private bool IsRelative { get; set; }

    /// <summary>The last filtered value before the relative value was subtracted, V.</summary>
    private double Last { get; set; }

    /// <summary>Sets everything as <c>*RST</c> does.</summary>
    public void Reset()
    {
        Range = ranges[^1];
        autoRange = true;
        HasAnalogFilter = false;
        windowPercent = 0.01;
        Filter.IsOn = true;
        Filter.Count = 10;
        Filter.IsRepeating = false;
        Reference = 0;
        IsRelative = false;
        Last = 0;
        Restarting(() => { });
    }

    /// <summary>Makes a reading of a conversion.</summary>
    /// <param name="volts">The converted voltage.</param>
    /// <returns>The reading, infinite over range; <see langword="null"/> while the filter needs more conversions.</returns>
    public double? Read(double volts)
    {
        if (autoRange)
        {
            Select(Math.Abs(volts));
        }

        double? filtered = Filter.Pass(Math.Abs(volts) <= Range * Overrange ? volts : double.PositiveInfinity);
        if (filtered is not { } value)
        {
            return null;
        }

        Last = Rounded(value);
        return Last - (IsRelative ? Reference : 0);
    }

    /// <summary>A conversion in the range that is set, without filter and relative value.</summary>
    /// <param name="volts">The converted voltage.</param>
    /// <returns>The voltage, infinite over range.</returns>
    public double Convert(double volts) =>
        Math.Abs(volts) <= Range * Overrange ? Rounded(volts) : double.PositiveInfinity;

    private double Rounded(double volts)
    {
        double resolution = Range * ResolutionOfRange;
        return Math.Round(volts / resolution) * resolution;
    }

    private void Select(double volts)
    {
        double fitting = ranges.FirstOrDefault(range => volts <= range * Overrange, ranges[^1]);
        if (fitting != Range)
        {
            Range = fitting;
            Restarting(() => { });
        }
    }

    // A stack holds conversions of one setting only; the window is a part of the range.
    private void Restarting(Action change)
    {
        change();
        Filter.Window = windowPercent / 100 * Range;
        Filter.Restart();
    }
}
