namespace Lab.Calibration.Tunnelling;

/// <summary>The law of <see cref="TunnelFitResult"/>, of the parameters G₀, a, b, V₀ and, in the antiparallel state, TMR₀ and
/// V_half.</summary>
internal static class TunnelLaw
{
    private const int MostSteps = 50;

    /// <summary>A step of the search that is smaller than this part of the voltage is the rounding of a double.</summary>
    private const double Rounding = 1e-15;

    /// <summary>By which the conductance of the parallel state is multiplied at a voltage of the barrier.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="u">The voltage, V.</param>
    public static double Parabola(double[] parameters, double u) => 1 + (parameters[1] * u) + (parameters[2] * u * u);

    /// <summary>The current, A.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="isParallel">The state.</param>
    /// <param name="volts">The voltage, V₀ included, V.</param>
    public static double CurrentAt(double[] parameters, bool isParallel, double volts)
    {
        double u = volts - parameters[3];
        double flows = parameters[0] * u * Parabola(parameters, u);
        return isParallel ? flows : flows / (1 + (parameters[4] * LeftAt(parameters, u)));
    }

    /// <summary>The voltage at a current, V₀ included, V, by Newton's steps; NaN where they find none.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="isParallel">The state.</param>
    /// <param name="amperes">The current, A.</param>
    /// <param name="guess">A voltage near it, V.</param>
    public static double VoltsAt(double[] parameters, bool isParallel, double amperes, double guess)
    {
        double volts = guess;
        for (int step = 0; step < MostSteps; step++)
        {
            double change = (amperes - CurrentAt(parameters, isParallel, volts))
                / GradientOf(parameters, isParallel, volts).PerVolt;
            volts += change;
            if (Math.Abs(change) <= Rounding * Math.Abs(volts))
            {
                return volts;
            }
        }

        return double.NaN;
    }

    /// <summary>Derivatives of the current by the parameters and by the voltage.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="isParallel">The state.</param>
    /// <param name="volts">The voltage, V₀ included, V.</param>
    public static (double[] OfParameters, double PerVolt) GradientOf(double[] parameters, bool isParallel, double volts)
    {
        double u = volts - parameters[3];
        double bare = u * Parabola(parameters, u);
        double slope = 1 + (2 * parameters[1] * u) + (3 * parameters[2] * u * u);
        if (isParallel)
        {
            double[] gradient = new double[parameters.Length];
            gradient[0] = bare;
            gradient[1] = parameters[0] * u * u;
            gradient[2] = parameters[0] * u * u * u;
            gradient[3] = -parameters[0] * slope;
            return (gradient, parameters[0] * slope);
        }

        double half = parameters[5];
        double left = LeftAt(parameters, u);
        double divisor = 1 + (parameters[4] * left);
        double flows = parameters[0] * bare / divisor;
        double ratioPerVolt = -parameters[4] * left * left * 2 * u / (half * half);
        double perVolt = ((parameters[0] * slope) - (flows * ratioPerVolt)) / divisor;
        return (
            [
                bare / divisor,
                parameters[0] * u * u / divisor,
                parameters[0] * u * u * u / divisor,
                -perVolt,
                -flows * left / divisor,
                -flows * parameters[4] * left * left * 2 * u * u / (half * half * half) / divisor,
            ],
            perVolt);
    }

    // The part of the magnetoresistance that is left at a voltage.
    private static double LeftAt(double[] parameters, double u) => 1 / (1 + (u * u / (parameters[5] * parameters[5])));
}
