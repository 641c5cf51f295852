namespace Lab.Studies.Tables;

/// <summary>Whether the first line names the columns.</summary>
public enum TableHeader
{
    /// <summary>The file tells: names are no numbers.</summary>
    Auto,

    /// <summary>The first line has names, whatever they look like.</summary>
    Names,

    /// <summary>The first line has numbers.</summary>
    Numbers,
}
