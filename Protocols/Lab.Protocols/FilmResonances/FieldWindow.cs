using Lab.Models.Films;
using Lab.Quantities;

namespace Lab.Protocols.FilmResonances;

/// <summary>The fields around the resonance that is expected at a frequency.</summary>
/// <param name="Film">The film that is expected.</param>
/// <param name="IsInPlane">Whether the field lies in its plane.</param>
/// <param name="HalfSpan">Fields to either side.</param>
/// <param name="Points">How many fields.</param>
internal sealed record FieldWindow(ThinFilm Film, bool IsInPlane, MagneticField HalfSpan, int Points)
{
    /// <summary>Below this part of the resonance field a film is not saturated.</summary>
    private const double LeastPart = 0.3;

    /// <summary>One of the fields, ascending.</summary>
    /// <param name="frequency">The frequency.</param>
    /// <param name="index">Its number, from 0.</param>
    public MagneticField At(Frequency frequency, int index)
    {
        double expected = Film.ResonanceField(frequency, IsInPlane).Tesla;
        double from = Math.Max(expected - HalfSpan.Tesla, LeastPart * expected);
        double to = expected + HalfSpan.Tesla;
        return MagneticField.FromTesla(from + ((to - from) * index / (Points - 1)));
    }
}
