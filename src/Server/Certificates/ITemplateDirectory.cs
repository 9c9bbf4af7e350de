using System.Data.Common;

namespace Dukou.Server.Certificates;

/// <summary>Knows the templates by which devices register themselves.</summary>
interface ITemplateDirectory
{
    /// <summary>Asked within the write that binds a CA certificate to the template.</summary>
    bool HasTemplate(DbConnection core, string templateId);
}
