using Lab.Quantities;

namespace Lab.Models.SpinDiodes;

/// <summary>
/// The weights of a chain of resonators against the currents that tune it, in the limit of weak tones: one tone and one field
/// line to each resonator, and every resonator seen by every tone and moved by every line (Leroux thesis, section 5.3.2.2).
/// </summary>
/// <remarks>
/// Resonator k is at r_k = r_k0 + Σ_j s_kj·I_j times its own tone f_k and has the half width α_k·r_k·f_k. A tone f_i is
/// u = (f_i/f_k − r_k)/(α_k·r_k) half widths from it and is rectified as (S_k + A_k·u)/(r_k·(1 + u²)), which is Eq. 5.2 of the
/// thesis with both torques; the weight of tone i is the sum over k. Signs of a head-to-tail chain are part of S_k and A_k.
/// Immutable and safe to share between threads.
/// </remarks>
public sealed class TunedChain
{
    private readonly double[] tones;
    private readonly double[] parameters;
    private readonly int stride;

    /// <summary>Describes a chain.</summary>
    /// <param name="tones">The tones, one to a resonator.</param>
    /// <param name="parameters">For each resonator S and A in V/W, r at no current, ln α, then s_k1 to s_kn in 1/A; shape
    /// [resonator · (4 + n)].</param>
    /// <exception cref="ArgumentException">The number of parameters does not fit the tones.</exception>
    public TunedChain(IReadOnlyList<Frequency> tones, ReadOnlySpan<double> parameters)
    {
        ArgumentNullException.ThrowIfNull(tones);
        this.tones = [.. tones.Select(tone => tone.Hertz)];
        this.parameters = parameters.ToArray();
        stride = ParametersPerResonator(tones.Count);
        if (tones.Count == 0 || parameters.Length != tones.Count * stride)
        {
            throw new ArgumentException(
                $"{tones.Count} tones need {tones.Count * stride} parameters; there are {parameters.Length}.",
                nameof(parameters));
        }
    }

    /// <summary>How many tones, resonators, lines and weights.</summary>
    public int Count => tones.Length;

    /// <summary>The parameters as the constructor takes them.</summary>
    public ReadOnlySpan<double> Parameters => parameters;

    /// <summary>How many parameters describe one resonator of a chain.</summary>
    /// <param name="count">How many resonators the chain has.</param>
    public static int ParametersPerResonator(int count) => 4 + count;

    /// <summary>The weight of one tone.</summary>
    /// <param name="tone">Index of the tone.</param>
    /// <param name="amperes">Currents in the lines, A, shape [line].</param>
    /// <param name="perCurrent">Receives the derivative by each current, V/W/A, shape [line];
    /// empty where it is not wanted.</param>
    /// <param name="perParameter">Receives the derivative by each parameter, shape [parameter];
    /// empty where it is not wanted.</param>
    /// <returns>The weight in V/W.</returns>
    public double WeightAt(
        int tone, ReadOnlySpan<double> amperes, Span<double> perCurrent = default, Span<double> perParameter = default)
    {
        perCurrent.Clear();
        double weight = 0;
        for (int k = 0; k < Count; k++)
        {
            ReadOnlySpan<double> resonator = parameters.AsSpan(k * stride, stride);
            ReadOnlySpan<double> shifts = resonator[4..];
            double damping = Math.Exp(resonator[3]);
            double place = resonator[2];
            for (int j = 0; j < Count; j++)
            {
                place += shifts[j] * amperes[j];
            }

            double u = ((tones[tone] / tones[k]) - place) / (damping * place);
            double lorentzian = 1 / (place * (1 + (u * u)));
            double value = (resonator[0] + (resonator[1] * u)) * lorentzian;
            double perDetuning = (resonator[1] * lorentzian) - (2 * u * value / (1 + (u * u)));
            double perPlace = (-perDetuning * ((u / place) + (1 / (damping * place)))) - (value / place);
            weight += value;
            for (int j = 0; j < perCurrent.Length; j++)
            {
                perCurrent[j] += perPlace * shifts[j];
            }

            if (perParameter.Length > 0)
            {
                Span<double> derivative = perParameter.Slice(k * stride, stride);
                derivative[0] = lorentzian;
                derivative[1] = u * lorentzian;
                derivative[2] = perPlace;
                derivative[3] = -perDetuning * u;
                for (int j = 0; j < Count; j++)
                {
                    derivative[4 + j] = perPlace * amperes[j];
                }
            }
        }

        return weight;
    }

    /// <summary>A chain whose model is wrong, for studies of how much that costs.</summary>
    /// <param name="sensitivity">Factor on S and A.</param>
    /// <param name="width">Factor on the half widths; the heights stay as they are.</param>
    /// <param name="tuning">Factor on the shift with the currents.</param>
    /// <param name="shift">Shift of each resonance in its half widths, shape [resonator].</param>
    public TunedChain Misjudged(double sensitivity, double width, double tuning, IReadOnlyList<double> shift)
    {
        ArgumentNullException.ThrowIfNull(shift);
        double[] wrong = [.. parameters];
        for (int k = 0; k < Count; k++)
        {
            Span<double> resonator = wrong.AsSpan(k * stride, stride);
            resonator[0] *= sensitivity;
            resonator[1] *= sensitivity;
            resonator[2] += shift[k] * Math.Exp(resonator[3]);
            resonator[3] += Math.Log(width);
            for (int j = 0; j < Count; j++)
            {
                resonator[4 + j] *= tuning;
            }
        }

        return new TunedChain([.. tones.Select(Frequency.FromHertz)], wrong);
    }
}
