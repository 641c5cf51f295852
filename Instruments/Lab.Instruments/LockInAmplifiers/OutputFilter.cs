using Lab.Quantities;

namespace Lab.Instruments.LockInAmplifiers;

/// <summary>The output filter of a lock-in amplifier: equal poles one after another.</summary>
/// <param name="TimeConstant">The time constant of each pole.</param>
/// <param name="Poles">How many, 1 or more.</param>
public readonly record struct OutputFilter(Duration TimeConstant, int Poles)
{
    private const int Bisections = 60;
    private const double LongestInTimeConstants = 200;

    /// <summary>The bandwidth of white noise, Hz: 1/4τ, 1/8τ, 3/32τ and 5/64τ for one to four poles.</summary>
    public double NoiseBandwidthHertz
    {
        get
        {
            double bandwidth = 1 / (4 * TimeConstant.Seconds);
            for (int pole = 1; pole < Poles; pole++)
            {
                bandwidth *= (2.0 * pole - 1) / (2.0 * pole);
            }

            return bandwidth;
        }
    }

    /// <summary>The rest of a step after a time, as a part of the step: e^−x Σ x^k/k! over the poles, x = t/τ.</summary>
    /// <param name="time">The time since the step.</param>
    public double ResidualAfter(Duration time) => Residual(time.Seconds / TimeConstant.Seconds);

    /// <summary>The time after a step until a part of it is left.</summary>
    /// <param name="residual">The part, between 0 and 1.</param>
    public Duration SettlingTime(double residual)
    {
        double low = 0;
        double high = LongestInTimeConstants;
        for (int i = 0; i < Bisections; i++)
        {
            double middle = (low + high) / 2;
            (low, high) = Residual(middle) > residual ? (middle, high) : (low, middle);
        }

        return TimeConstant * high;
    }

    private double Residual(double x)
    {
        double term = Math.Exp(-x);
        double sum = 0;
        for (int k = 0; k < Poles; k++)
        {
            sum += term;
            term *= x / (k + 1);
        }

        return sum;
    }
}
