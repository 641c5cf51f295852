namespace Lab.Quantities;

/// <summary>
/// A physical quantity: one <c>readonly record struct</c> per concept, stored in its SI unit, with the unit named in every
/// factory and accessor and no implicit conversion from or to a number.
/// </summary>
/// <remarks>Quantities are immutable and safe to share between threads. They may hold NaN or infinity, which compare as
/// doubles do; parsing never yields them and every safety limit refuses them.</remarks>
/// <typeparam name="TSelf">The quantity itself.</typeparam>
public interface IQuantity<TSelf> : IComparable<TSelf>, IFormattable
    where TSelf : struct, IQuantity<TSelf>
{
    /// <summary>The quantity's name and the units in which it can be written.</summary>
    static abstract QuantityDefinition Definition { get; }

    /// <summary>Makes the quantity from a number in its SI unit (<see cref="QuantityDefinition.SiUnit"/>).</summary>
    static abstract TSelf FromSi(double siValue);

    /// <summary>The quantity as a number in its SI unit (<see cref="QuantityDefinition.SiUnit"/>).</summary>
    double SiValue { get; }
}
