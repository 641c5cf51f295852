using Lab.Mocks.Scpi;

namespace Lab.Mocks.CurrentSources;

/// <summary>The sweep of a 6221: a staircase of currents, one every source delay, or a list of currents, each with a delay and a
/// compliance of its own (622x reference manual, section 4).</summary>
/// <remarks>Delays and compliances that are not given for a point are the last of their list [assumption].</remarks>
internal sealed class Keithley6221Sweep
{
    private const int MostPoints = 65535;
    private const int MostListPoints = 100;

    private readonly Func<double> now;
    private readonly Func<double> dwellSeconds;
    private readonly Func<double> complianceVolts;
    private readonly ScpiSettings kept;
    private readonly ScpiNumber start = Keithley6221Twin.Number("A", -0.105, 0.105, 0);
    private readonly ScpiNumber stop = Keithley6221Twin.Number("A", -0.105, 0.105, 0.1);
    private readonly ScpiNumber step = Keithley6221Twin.Number("A", 1e-13, 0.21, 0.01);
    private readonly ScpiNumber points = new() { Minimum = () => 1, Maximum = () => MostPoints, Default = 11 };
    private List<double> list = [0];
    private List<double> delays = [1];
    private List<double> compliances = [10];
    private string spacing = "LIN";
    private double count = 1;
    private double[] armed = [];
    private bool isListArmed;
    private int present;
    private double startedSeconds;

    /// <summary>Creates the sweep and its commands.</summary>
    /// <param name="commands">The twin's commands.</param>
    /// <param name="now">The time in seconds.</param>
    /// <param name="dwellSeconds">The time that each current lasts.</param>
    /// <param name="complianceVolts">The compliance of sweeps other than lists.</param>
    public Keithley6221Sweep(
        ScpiCommandSet commands, Func<double> now, Func<double> dwellSeconds, Func<double> complianceVolts)
    {
        this.now = now;
        this.dwellSeconds = dwellSeconds;
        this.complianceVolts = complianceVolts;
        kept = new ScpiSettings(commands);
        kept.Word(":SOURce:SWEep:RANGing", "AUTO", "BEST", "FIXed");
        kept.Switch(":SOURce:SWEep:CABort[:STATe]");
        kept.Word(":ARM:SOURce", "IMMediate", "TIMer", "TLINk", "BUS", "MANual");
        kept.Word(":TRIGger:SOURce", "IMMediate", "TLINk");
        kept.Number(":ARM:TIMer", "s", 1e-3, 99999.99, 0.1);
        kept.Word(":ARM:OUTPut", "NONE", "TENTer", "TEXit");
        kept.Word(":TRIGger:OUTPut", "NONE", "SOURce", "DELay");
        foreach (string layer in (string[])[":ARM", ":TRIGger"])
        {
            kept.Number($"{layer}:ILINe", string.Empty, 1, 6, 1);
            kept.Number($"{layer}:OLINe", string.Empty, 1, 6, 2);
        }

        commands.Word(":SOURce:SWEep:SPACing", ["LINear", "LOGarithmic", "LIST"], () => spacing, word => spacing = word);
        commands.Number(":SOURce:CURRent:STARt", start);
        commands.Number(":SOURce:CURRent:STOP", stop);
        commands.Number(":SOURce:CURRent:STEP", step);
        commands.Number(":SOURce:SWEep:POINts", points);
        commands.Command(":SOURce:LIST:CURRent", arguments => list = TakeList(arguments, "A", -0.105, 0.105));
        commands.Command(":SOURce:LIST:DELay", arguments => delays = TakeList(arguments, "s", 1e-3, 999999.999));
        commands.Query(":SOURce:LIST:DELay", _ => string.Join(",", delays.Select(Keithley6221Twin.Write)));
        commands.Command(":SOURce:LIST:COMPliance", arguments => compliances = TakeList(arguments, "V", 0.1, 105));
        commands.Query(":SOURce:LIST:COMPliance", _ => string.Join(",", compliances.Select(Keithley6221Twin.Write)));
        commands.Query(":SOURce:LIST:CURRent", _ => string.Join(",", list.Select(Keithley6221Twin.Write)));
        commands.Query(":SOURce:LIST:CURRent:POINts", _ => $"{list.Count}");
        commands.Command(":SOURce:SWEep:COUNt", arguments => count = arguments.NumberOrInfinity(string.Empty, 1, 9999));
        commands.Query(":SOURce:SWEep:COUNt", _ => Keithley6221Twin.Write(count));
        commands.Command(":SOURce:SWEep:ARM", _ =>
        {
            armed = IsRunning ? throw ScpiErrorException.SettingsConflict() : Staircase();
            isListArmed = spacing == "LIST";
        });
        Reset();
    }

    /// <summary>Whether it runs.</summary>
    public bool IsRunning { get; private set; }

    /// <summary>The compliance of the present point, V.</summary>
    public double ComplianceVolts => isListArmed ? OfPoint(compliances, present) : complianceVolts();

    /// <summary>Sets everything as <c>*RST</c> does.</summary>
    public void Reset()
    {
        foreach (ScpiNumber number in (ScpiNumber[])[start, stop, step, points])
        {
            number.Value = number.Default;
        }

        list = [0];
        delays = [1];
        compliances = [10];
        kept.Reset();
        spacing = "LIN";
        count = 1;
        Stop();
    }

    /// <summary>Starts it.</summary>
    /// <exception cref="ScpiErrorException">-221: it is not armed, or runs.</exception>
    public void Start()
    {
        IsRunning = armed.Length > 0 && !IsRunning ? true : throw ScpiErrorException.SettingsConflict();
        startedSeconds = now();
        present = 0;
    }

    /// <summary>Stops and disarms it.</summary>
    public void Stop()
    {
        armed = [];
        IsRunning = false;
    }

    /// <summary>The current of this moment, A; it ends the sweep after its last, which stays.</summary>
    public double CatchUp()
    {
        double elapsed = now() - startedSeconds + Keithley6221Twin.TickSeconds;
        double cycle = Enumerable.Range(0, armed.Length).Sum(DwellOf);
        double rounds = Math.Floor(elapsed / cycle);
        if (rounds < count)
        {
            double left = elapsed - (rounds * cycle);
            present = 0;
            while (present < armed.Length - 1 && left >= DwellOf(present))
            {
                left -= DwellOf(present);
                present++;
            }

            return armed[present];
        }

        IsRunning = false;
        return armed[^1];
    }

    private double DwellOf(int point) => isListArmed ? OfPoint(delays, point) : dwellSeconds();

    private static double OfPoint(List<double> values, int point) => values[Math.Min(point, values.Count - 1)];

    private static List<double> TakeList(ScpiArguments arguments, string unit, double minimum, double maximum)
    {
        if (arguments.Remaining > MostListPoints)
        {
            throw new ScpiErrorException(-223, "Too much data");
        }

        List<double> taken = [arguments.Number(unit, minimum, maximum)];
        while (arguments.Remaining > 0)
        {
            taken.Add(arguments.Number(unit, minimum, maximum));
        }

        return taken;
    }

    private double[] Staircase() => spacing switch
    {
        "LIN" => Linear(),
        "LOG" => Logarithmic(),
        _ => [.. list],
    };

    private double[] Linear()
    {
        // The last step is kept although its quotient may have been rounded down.
        double steps = Math.Floor((Math.Abs(stop.Value - start.Value) / step.Value) + 1e-9);
        double towards = Math.CopySign(step.Value, stop.Value - start.Value);
        return steps < MostPoints
            ? [.. Enumerable.Range(0, (int)steps + 1).Select(i => start.Value + (i * towards))]
            : throw ScpiErrorException.SettingsConflict();
    }

    private double[] Logarithmic()
    {
        double ratio = stop.Value / start.Value;
        int steps = Math.Max((int)points.Value - 1, 1);
        return ratio > 0 && double.IsFinite(ratio)
            ? [.. Enumerable.Range(0, steps + 1).Select(i => start.Value * Math.Pow(ratio, (double)i / steps))]
            : throw ScpiErrorException.SettingsConflict();
    }
}
