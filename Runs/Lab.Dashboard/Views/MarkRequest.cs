namespace Lab.Dashboard.Views;

/// <summary>A person writes something beside a run.</summary>
/// <param name="By">Who; kept with the note.</param>
/// <param name="Note">A note; <see langword="null"/> for none.</param>
/// <param name="Add">Tags to set; <c>star</c> is the star.</param>
/// <param name="Remove">Tags to take away.</param>
public sealed record MarkRequest(
    string By, string? Note = null, IReadOnlyList<string>? Add = null, IReadOnlyList<string>? Remove = null);
