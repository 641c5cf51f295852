namespace Lab.Models.Searching;

/// <summary>One coordinate of a search, from 0 to 1.</summary>
/// <param name="Choices">How many choices it has that are in no order, all equal parts of the range; 0 where it is a continuous
/// one.</param>
public readonly record struct SearchDimension(int Choices)
{
    /// <summary>A continuous coordinate.</summary>
    public static SearchDimension Continuous => new(0);

    /// <summary>The choice at a place.</summary>
    /// <param name="place">The place, from 0 to 1.</param>
    public int ChoiceAt(double place) => Math.Clamp((int)(place * Choices), 0, Choices - 1);

    /// <summary>The middle of a choice's part of the range.</summary>
    public double PlaceOf(int choice) => (choice + 0.5) / Choices;
}
