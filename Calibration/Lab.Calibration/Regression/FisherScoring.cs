using MathNet.Numerics.LinearAlgebra;

namespace Lab.Calibration.Regression;

/// <summary>Maximum likelihood by Fisher's scoring, with steps that are damped until the likelihood rises.</summary>
internal static class FisherScoring
{
    private const int MostSteps = 200;
    private const double FirstDamping = 1e-2;
    private const double MostDamping = 1e8;

    /// <summary>Information matrix of a law, shape [parameters, parameters], and the slopes of its log-likelihood.</summary>
    /// <param name="law">The law.</param>
    /// <param name="score">The slopes, shape [parameters].</param>
    public delegate Matrix<double> InformationOf<in TLaw>(TLaw law, out Vector<double> score);

    /// <summary>Climbs from a start to the next maximum.</summary>
    /// <param name="start">The law to start from.</param>
    /// <param name="information">Information and score of a law.</param>
    /// <param name="step">The law that is a change of the parameters away.</param>
    /// <param name="logLikelihood">The log-likelihood; NaN where a law cannot be.</param>
    /// <param name="smallestGain">The climb ends with a step that gains less than this.</param>
    /// <typeparam name="TLaw">The law.</typeparam>
    /// <returns>The best law that was found.</returns>
    public static TLaw Climb<TLaw>(
        TLaw start, InformationOf<TLaw> information, Func<TLaw, Vector<double>, TLaw> step, Func<TLaw, double> logLikelihood,
        double smallestGain)
    {
        TLaw law = start;
        double before = logLikelihood(law);
        double damping = FirstDamping;
        for (int i = 0; i < MostSteps && damping < MostDamping; i++)
        {
            Matrix<double> known = information(law, out Vector<double> score);
            Matrix<double> damped = known + (Matrix<double>.Build.DiagonalOfDiagonalVector(known.Diagonal()) * damping);
            TLaw next = step(law, damped.Solve(score));
            double after = logLikelihood(next);
            if (!(after > before))
            {
                damping *= 10;
                continue;
            }

            bool isEnd = after - before < smallestGain;
            (law, before, damping) = (next, after, damping / 10);
            if (isEnd)
            {
                break;
            }
        }

        return law;
    }
}
