namespace Lab.Mocks.TemperatureControllers;

/// <summary>The control loop of a temperature controller: a ramped set-point and the three terms of the manuals' control
/// equation, output = P (e + I ∫e dt + D de/dt), percent of the range.</summary>
/// <remarks>I is in thousandths of 1/s; the integral stops where the output does. The percentage is of power here
/// [assumption].</remarks>
internal sealed class HeaterLoop
{
    private double lastSeconds = double.NaN;
    private double integral;
    private double lastError;

    /// <summary>The proportional term, %/K.</summary>
    public double Proportional { get; set; } = 50;

    /// <summary>The integral term, 10⁻³/s.</summary>
    public double Integral { get; set; } = 20;

    /// <summary>The derivative term, percent of 1 s.</summary>
    public double Derivative { get; set; }

    /// <summary>The power of the range, W; 0 is off.</summary>
    public double RangeWatts { get; set; }

    /// <summary>The set-point to which it ramps, K.</summary>
    public double Target { get; private set; }

    /// <summary>Whether set-points are ramped to.</summary>
    public bool Ramps { get; set; }

    /// <summary>The rate of ramps, K/min.</summary>
    public double KelvinPerMinute { get; set; }

    /// <summary>The set-point of this moment, K.</summary>
    public double SetPoint { get; private set; }

    /// <summary>Whether the set-point is on its way.</summary>
    public bool IsRamping => SetPoint != Target;

    /// <summary>The output, percent of the range.</summary>
    public double Percent { get; private set; }

    /// <summary>Sets a set-point, which is ramped to where ramps are on.</summary>
    /// <param name="kelvin">The set-point, K.</param>
    public void Aim(double kelvin)
    {
        Target = kelvin;
        SetPoint = Ramps ? SetPoint : kelvin;
    }

    /// <summary>Forgets what it has integrated.</summary>
    public void Restart() => (integral, lastSeconds, Percent) = (0, double.NaN, 0);

    /// <summary>The power at a moment.</summary>
    /// <param name="seconds">The time, s.</param>
    /// <param name="kelvin">The temperature, K.</param>
    public double WattsAt(double seconds, double kelvin)
    {
        double passed = double.IsNaN(lastSeconds) ? 0 : seconds - lastSeconds;
        lastSeconds = seconds;
        MoveSetPoint(passed);
        if (RangeWatts == 0)
        {
            Percent = 0;
            return 0;
        }

        double error = SetPoint - kelvin;
        double slope = passed > 0 ? (error - lastError) / passed : 0;
        lastError = error;
        double wanted = Proportional * (error + integral + (Derivative / 100 * slope));
        if (wanted is > 0 and < 100)
        {
            integral += Integral / 1000 * error * passed;
        }
        else if (wanted >= 100 == error < 0)
        {
            integral += Integral / 1000 * error * passed; // back from the stop
        }

        Percent = Math.Clamp(wanted, 0, 100);
        return Percent / 100 * RangeWatts;
    }

    private void MoveSetPoint(double seconds)
    {
        double most = Ramps && KelvinPerMinute > 0 ? KelvinPerMinute / 60 * seconds : double.PositiveInfinity;
        SetPoint += Math.Clamp(Target - SetPoint, -most, most);
    }
}
